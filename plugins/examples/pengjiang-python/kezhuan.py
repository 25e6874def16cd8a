"""What every rule needs: settings by name, basis points, steps of the reasoning."""


def number(header, name: str) -> int:
    """The figure of that name; the host has checked the settings against settings.toml."""
    return _setting(header, name, int)


def text(header, name: str) -> str:
    """The word of that name."""
    return _setting(header, name, str)


def _setting(header, name, kind):
    for param in header.params:
        if param.name == name and isinstance(param.value.value, kind):
            return param.value.value
    raise ValueError(f"setting {name} is no {kind.__name__}")


def bp(amount_fen: int, basis_points: int) -> int:
    """floor(amount * bp / 10000): benefits round down to the fen."""
    return amount_fen * basis_points // 10_000


def explanation(code: str, *figures: int) -> tuple[str, list[str]]:
    """A step of the reasoning, for the interface's Explanation: a code of manifest.toml and its figures."""
    return code, [str(figure) for figure in figures]
