from __future__ import annotations

from asrs_lint.stopwatch import Spent, Stopped, Stopwatch, table


def test_the_stages_of_one_name_are_summed() -> None:
    clock = Stopwatch()
    for _ in range(3):
        with clock.stage("look"):
            pass
    assert clock.spent["look"].times == 3
    assert clock.spent["look"].wall > 0


def test_what_another_process_measured_is_added() -> None:
    clock = Stopwatch()
    clock.add({"extract": Spent(1.0, 0.5, 2)})
    clock.add({"extract": Spent(2.0, 1.0, 1)})
    assert clock.spent == {"extract": Spent(3.0, 1.5, 3)}


def test_a_stopped_one_counts_nothing() -> None:
    clock = Stopped()
    with clock.stage("look"):
        pass
    assert clock.spent == {}


def test_the_table_is_aligned_and_begins_with_the_longest() -> None:
    clock = Stopwatch()
    clock.add({"look": Spent(0.25, 0.2, 1), "extract": Spent(12.5, 3.0, 40)})
    assert table(clock).splitlines() == [
        " seconds      CPU    times  stage",
        "  12.500    3.000       40  extract",
        "   0.250    0.200        1  look",
    ]
