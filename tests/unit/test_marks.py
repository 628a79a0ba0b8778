"""The marks behind the sentences: read by the rules, unseen by residents."""

from faq.marks import Run, runs, with_stars, without_marks

TEXT = """\
First. Second.[^a] Third.[^b][^advice]

## Heading
1. Step.[^c]
- Without a mark
"""


def test_a_mark_covers_what_stands_before_it() -> None:
    assert list(runs(TEXT)) == [
        Run(1, "First. Second.", ("a",)),
        Run(1, "Third.", ("b", "advice")),
        Run(4, "Step.", ("c",)),
        Run(5, "Without a mark", ()),
    ]


def test_a_reader_sees_no_mark() -> None:
    assert without_marks(TEXT) == (
        "First. Second. Third.\n\n## Heading\n1. Step.\n- Without a mark\n"
    )


def test_what_rests_on_a_volatile_fact_has_a_star() -> None:
    starred = with_stars(TEXT, {"a", "c"}.__contains__)
    assert starred == ("First. Second.\\* Third.\n\n## Heading\n1. Step.\\*\n- Without a mark\n")
    assert with_stars(TEXT, set[str]().__contains__) == without_marks(TEXT)
