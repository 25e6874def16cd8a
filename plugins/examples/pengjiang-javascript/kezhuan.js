// What every rule needs: settings by name, basis points, steps of the reasoning.

/** The figure of that name, a BigInt; the host has checked the settings against settings.toml. */
export function number(header, name) {
  const param = header.params.find((param) => param.name === name);
  if (param?.value.tag !== "number") throw new Error(`setting ${name} is no number`);
  return param.value.val;
}

/** The word of that name. */
export function text(header, name) {
  const param = header.params.find((param) => param.name === name);
  if (param?.value.tag !== "text") throw new Error(`setting ${name} is no text`);
  return param.value.val;
}

/** floor(amount · bp / 10000), for BigInts: benefits round down to the fen. */
export function bp(amountFen, basisPoints) {
  const exact = amountFen * basisPoints;
  const cut = exact / 10_000n;
  return exact < 0n && cut * 10_000n !== exact ? cut - 1n : cut;
}

/** A step of the reasoning: a code of manifest.toml and its figures. */
export function explanation(code, ...figures) {
  return { code, args: figures.map(String) };
}
