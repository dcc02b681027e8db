"""Small things that every worker does once an hour."""

from workbench.jobs import registry


def test_what_was_registered_is_done(monkeypatch):
    done = []
    monkeypatch.setattr(registry, "_chores", [])
    registry.chore(lambda: done.append("swept"))
    registry.do_chores()
    registry.do_chores()
    assert done == ["swept", "swept"]


def test_one_that_fails_holds_up_no_other_and_is_logged(monkeypatch, caplog):
    done = []

    def sweep():
        raise FileNotFoundError("another worker was faster")

    monkeypatch.setattr(registry, "_chores", [sweep, lambda: done.append("swept")])
    registry.do_chores()
    assert done == ["swept"]
    assert "sweep failed" in caplog.text


def test_forgetting_old_uploads_is_one_of_them():
    from coding.sources.uploads import forget_old_uploads

    assert forget_old_uploads in registry._chores
