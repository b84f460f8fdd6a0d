"""A codebook file in YAML: its content, and the line of each value, which errors name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.corpus.errors import ConfigError

if TYPE_CHECKING:
    import yaml

    from workingregions.corpus.codebook.checks import Lines


def load_yaml(text: str, name: str) -> tuple[object, Lines]:
    """Return the content of a YAML file, and the line of each of its values.

    Raises:
        ConfigError: it is not YAML, or gives a key twice, of which YAML would keep the last in silence.
    """
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise ConfigError(f"The codebook {name} cannot be read: {' '.join(str(error).split())}.") from error
    lines: dict[tuple[object, ...], int] = {}
    if node is not None:
        _walk(node, (), lines, name)
    return raw, lines


def _walk(node: yaml.Node, at: tuple[object, ...], lines: dict[tuple[object, ...], int], name: str) -> None:
    import yaml

    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            path = (*at, key.value)
            line = key.start_mark.line + 1
            if path in lines:
                twice = f"{name}: line {line}: {key.value!r} is given twice, first in line {lines[path]}."
                raise ConfigError(twice)
            lines[path] = line
            _walk(value, path, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _walk(value, (*at, place), lines, name)
