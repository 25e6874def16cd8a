// What every rule needs: settings by name, basis points, steps of the reasoning. Figures are JavaScript
// numbers, exact up to 9,007,199,254,740,991 (90 万亿元 in fen); an absent fact is null.

/** The figure of that name; the host has checked the settings against settings.toml. */
export function number(header, name) {
  return setting(header, name, "number");
}

/** The word of that name. */
export function text(header, name) {
  return setting(header, name, "text");
}

function setting(header, name, tag) {
  const param = header.params.find((param) => param.name === name);
  if (param?.value.tag !== tag) throw new Error(`setting ${name} is no ${tag}`);
  return param.value.val;
}

/** floor(amount · bp / 10000): benefits round down to the fen. The product may be large, so it is made exactly. */
export function bp(amountFen, basisPoints) {
  const exact = BigInt(amountFen) * BigInt(basisPoints);
  const cut = exact / 10_000n;
  return Number(exact < 0n && cut * 10_000n !== exact ? cut - 1n : cut);
}

/** A step of the reasoning: a code of manifest.toml and its figures. */
export function explanation(code, ...figures) {
  return { code, args: figures.map(String) };
}
