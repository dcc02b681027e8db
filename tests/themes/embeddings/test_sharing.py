"""Texts are embedded by as many workers as there are, each text once, whoever comes, dies or cancels."""

from collections import Counter
from pathlib import Path

import pytest

from tests.factories import coding as make
from tests.themes.embeddings.slow_kind import KIND, SlowEncoder
from tests.workbench.jobs.test_real_worker import kill, state_of, wait_for, worker  # noqa: F401  a fixture
from themes.embeddings import sharing
from themes.embeddings.models import Embedding, EmbeddingChunk
from themes.embeddings.queries import passages_of
from workbench.jobs import runner
from workbench.jobs.actions import cancel_job, claim_job, start_job
from workbench.jobs.models import Job, JobState
from workbench.jobs.runner import Run, Stopped

WORDS = ("the summaries", "our night shifts", "the waiting list", "every letter", "the consent form")


def answers(project, lead, count: int) -> list[str]:
    """Answers of one clause each, all different."""
    question = make.QuestionFactory(project=project)
    texts = [f"{WORDS[number % 5]} took {number} minutes today" for number in range(count)]
    for number, text in enumerate(texts):
        case = make.CaseFactory(project=project, name=f"R{number}")
        make.SourceFactory(
            project=project, kind="answer", name=f"R{number}", text=text, case=case, question=question, imported_by=lead
        )
    return texts


def embedded(file: Path) -> list[tuple[str, str]]:
    """Who embedded what, in the order of the file."""
    return [tuple(line.split("\t")) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def running(project, lead, monkeypatch, tmp_path):
    """A job under way in this process, with 30 answers in four chunks; calls for help are counted."""
    monkeypatch.setattr(sharing, "TEXTS_OF_A_CHUNK", 8)
    monkeypatch.setattr(sharing, "TEXTS_AT_ONCE", 4)
    monkeypatch.setattr(sharing, "BETWEEN_SIGNS", 0)
    calls: list[object] = []
    monkeypatch.setattr(runner, "send", calls.append)
    texts = answers(project, lead, 30)
    parameters = {"file": str(tmp_path / "log"), "pause": 0}
    job = start_job(kind=KIND, project=project, by=lead, label="Embed", parameters=parameters)
    run = Run(claim_job(str(job.pk)))
    run.texts, run.calls, run.file = texts, calls, tmp_path / "log"
    return run


def together(run, encoder=None, on_progress=lambda done, total: None):
    passages = passages_of(run.project, "answers")
    encoder = encoder or SlowEncoder(run.file)
    return sharing.embed_together(run=run, passages=passages, encoder=encoder, on_progress=on_progress)


def test_one_worker_does_all_chunks_and_says_how_far_it_is(running):
    seen: list[tuple[int, int]] = []
    vectors = together(running, on_progress=lambda done, total: seen.append((done, total)))
    assert vectors[:, 0].tolist() == [len(text) for text in running.texts]
    assert Counter(text for _pid, text in embedded(running.file)) == Counter(running.texts)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    assert seen[-1] == (30, 30)
    assert len(running.calls) == 3 + runner.SPARE_CALLS, "three chunks are for others"
    assert not EmbeddingChunk.objects.exists()
    together(running)
    assert len(embedded(running.file)) == 30, "what was embedded before is not again"


def test_others_take_chunks_and_none_is_done_twice(running):
    class Helped(SlowEncoder):
        """While it works, another worker comes by once."""

        def encode(self, texts, on_batch):
            if not self.file.with_name("other").exists():
                assert runner.help_of(KIND)(running.job), "there is more to do"
            return super().encode(texts, on_batch)

    running.job.parameters["file"] = str(running.file.with_name("other"))
    vectors = together(running, Helped(running.file))
    assert vectors[:, 0].tolist() == [len(text) for text in running.texts]
    theirs = embedded(running.file.with_name("other"))
    assert len(theirs) == 8
    assert Counter(text for _pid, text in [*theirs, *embedded(running.file)]) == Counter(running.texts)


def test_a_cancelled_job_keeps_what_was_embedded_and_helpers_leave(running):
    def cancel(done: int, _total: int) -> None:
        if done >= 12:
            cancel_job(job=running.job, by=running.owner)
        running.progress(done, 30)

    with pytest.raises(Stopped):
        together(running, on_progress=cancel)
    kept = Embedding.objects.count()
    assert 8 <= kept < 30
    assert not runner.lend_a_hand(str(running.job.pk)), "nobody helps with a cancelled job"
    again = start_job(
        kind=KIND, project=running.project, by=running.owner, label="Embed",
        parameters={"file": str(running.file), "pause": 0},
    )  # fmt: skip
    assert runner.run(str(again.pk), beat=False).state == JobState.DONE
    assert len(embedded(running.file)) <= 30 + 4, "at most what was in hand was embedded again"
    Job.objects.filter(pk=running.job.pk).update(finished_at=again.created_at)
    sharing.sweep_chunks()
    assert not EmbeddingChunk.objects.exists()


def test_a_chunk_of_a_dead_helper_is_free_again(running, settings):
    settings.JOB_LOST_AFTER = 0

    class Fails(SlowEncoder):
        def encode(self, texts, on_batch):
            raise MemoryError

    passages = passages_of(running.project, "answers")
    places = {sharing.hash_of(one.text): (one.source, one.start, one.end) for one in passages}
    sharing._lay_out(running.job, places, set(), sharing.model_key(SlowEncoder(running.file)))
    with pytest.raises(MemoryError):
        sharing.help_embedding(running.job, Fails(running.file))
    assert EmbeddingChunk.objects.exclude(worker="").count() == 1
    assert together(running)[:, 0].tolist() == [len(text) for text in running.texts]


def test_a_worker_with_another_model_does_not_help(running):
    class Other(SlowEncoder):
        model_hash = "6" * 64

    class Helped(SlowEncoder):
        def encode(self, texts, on_batch):
            assert not sharing.help_embedding(running.job, Other(self.file))
            return super().encode(texts, on_batch)

    together(running, Helped(running.file))
    assert Embedding.objects.values("model").distinct().count() == 1


def test_words_of_a_text_that_is_changed_meanwhile_are_embedded_as_they_were_collected(running):
    passages = passages_of(running.project, "answers")
    running.project.sources.filter(pk=passages[0].source).update(text="quite other words now")
    vectors = sharing.embed_together(
        run=running, passages=passages, encoder=SlowEncoder(running.file), on_progress=lambda done, total: None
    )
    assert vectors[:, 0].tolist() == [len(text) for text in running.texts]


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_one_of_them_dies(project, lead, worker, tmp_path):  # noqa: F811
    """On the broker and database that the tests run on: a folder and SQLite, or Redis and PostgreSQL."""
    texts, file = answers(project, lead, 120), tmp_path / "log"
    first = worker()
    job = start_job(kind=KIND, project=project, by=lead, label="Embed", parameters={"file": str(file), "pause": 0.1})
    wait_for(lambda: state_of(job) == JobState.RUNNING, "the first worker to have the job")
    worker()
    wait_for(lambda: len({pid for pid, _text in embedded(file)}) == 2, "both workers to embed")
    kill(first)
    wait_for(lambda: state_of(job) == JobState.DONE, "the second worker to end the job")
    job.refresh_from_db()
    assert job.attempt == 2
    assert job.result["letters"] == [len(text) for text in texts]
    done = Counter(text for _pid, text in embedded(file))
    assert set(done) == set(texts)
    # Four were in the killed worker's hand; on a busy machine the other may seem lost with its own four for a while.
    assert sum(done.values()) - len(texts) <= 8, "only what was in hand was embedded again"
    assert not EmbeddingChunk.objects.exists()
