from __future__ import annotations

import pytest

from asrs_lint.documentation import HEADINGS, Expected, PageError, parse_page

PAGE = """# X1 name

## What it is

About it.

## Why

## Bad

### First

```json a/b.json
# not a heading
{}
```

text

```csharp c.cs
x
```

```expect
a/b.json:1:2 ASRS101
c.cs:1 ASRS101
```

## Good

### Trap

```json d.json
{}
```

```expect
```

## Fix

```json
{}
```

## When to ignore it

## References

- https://example.com/a
"""


def test_a_page_is_cut_into_sections_and_examples() -> None:
    page = parse_page(PAGE)
    assert page.title == "X1 name"
    assert tuple(page.sections) == HEADINGS
    assert page.references == ["https://example.com/a"]
    bad, good = page.examples()
    assert bad.files == (("a/b.json", "# not a heading\n{}\n"), ("c.cs", "x\n"))
    assert bad.expected == (Expected("a/b.json", 1, 2, "ASRS101"), Expected("c.cs", 1, None, "ASRS101"))
    assert (bad.title, bad.good, good.title, good.good, good.expected) == ("First", False, "Trap", True, ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Why\n", ""),
        ("c.cs:1 ASRS101", "c.cs ASRS101"),
        ("a/b.json:1:2 ASRS101\nc.cs:1 ASRS101\n", ""),
        ("```json d.json\n{}\n```\n\n", ""),
        ("```expect\n```\n", ""),
    ],
)
def test_a_page_of_another_form_is_refused(old: str, new: str) -> None:
    assert old in PAGE
    with pytest.raises(PageError):
        parse_page(PAGE.replace(old, new, 1)).examples()
