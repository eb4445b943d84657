"""What is set before the information date above the shipped history needs a reason."""

PAST = "drivers: [{from: 2025-02-05, set: {intake.border_per_week: 90000}}]"


def test_history_is_rewritten_only_where_a_file_says_why(write, problems, load):
    assert problems(PAST) == [
        "s.yaml:1:60: intake.border_per_week: 2025-02-05 is before 2025-08-01; history.yaml states what happened until "
        "then. Where another past is meant, say why at the top of the file: `rewrites_history: because ...`"
    ]
    assert load(f"rewrites_history: because x\n{PAST}").rewrites_history == "because x"
    assert problems(f"extends: none\n{PAST}") == []
    write(f"rewrites_history: because x\n{PAST}", "base.yaml")
    assert load("extends: base.yaml").rewrites_history == "because x"
    assert len(problems(f"extends: base.yaml\n{PAST}")) == 1
