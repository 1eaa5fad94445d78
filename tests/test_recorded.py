"""What a program recorded becomes the cases that are measured first."""

import json

import pytest

from atc_core.tuning.recorded import Case, read_record


def line(kernel="ema", n=100, seconds=1.0, **options):
    return json.dumps({"kernel": kernel, "n": n, "options": options, "layout": "1d", "calls": 3, "seconds": seconds})


def test_a_record_is_joined_by_size_and_sorted_by_time(tmp_path):
    record = tmp_path / "record.jsonl"
    record.write_text(
        "\n".join([line(n=100, seconds=2.0, length=5), line(n=120, seconds=1.0), line("sma", 5, 2.5), "", line(n=9)])
    )
    assert read_record(record) == [
        Case("ema", 100, {"length": 5}, 3.0),
        Case("sma", 5, {}, 2.5),
        Case("ema", 9, {}, 1.0),
    ]
    record.write_text("\n".join(line(n=2**power, seconds=power) for power in range(20)))
    assert [case.n for case in read_record(record)] == [2**power for power in range(19, 13, -1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no calls"),
        ("{", "line 1: "),
        (line() + "\n" + line("emma"), "line 2: unknown kernel 'emma'; did you mean 'ema'"),
        (line(window=3), "ema has no option 'window'"),
        (line(length=0), "length must be at least 1, was 0"),
        (line(n=-1), "must not be negative"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused_with_its_line(tmp_path, text, reason):
    (tmp_path / "record.jsonl").write_text(text)
    with pytest.raises(ValueError, match="record.jsonl") as error:
        read_record(tmp_path / "record.jsonl")
    assert reason in str(error.value)
