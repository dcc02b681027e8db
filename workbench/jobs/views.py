"""Pages of long work."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from workbench.jobs.actions import cancel_job
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.htmx import announce, wants_partial
from workbench.web.paging import page_of

STOP_POLLING = 286


@require_GET
@project_view(Permission.VIEW)
def job_list(request: ProjectRequest) -> HttpResponse:
    page = page_of(request, jobs_of(request.project, request.user))
    return render(request, "workbench/jobs/job_list.html", {"page": page, "section": "jobs"})


@require_GET
@project_view(Permission.VIEW)
def job_detail(request: ProjectRequest, pk: str) -> HttpResponse:
    """Show one job; as a part of a page it answers 286 when the job is over, which ends the polling.

    Who watches (a part of a page, or ?follow) is taken to the outcome of a job that says so.
    """
    job = get_object_or_404(jobs_of(request.project, request.user), pk=pk)
    context = {"job": job, "section": "jobs"}
    if job.goes_on and (wants_partial(request) or "follow" in request.GET):
        return redirect(job.url)
    if not wants_partial(request):
        return render(request, "workbench/jobs/job_detail.html", context)
    if not job.is_finished:
        return render(request, "components/_job.html", context)
    response = render(request, "components/_job.html", context, status=STOP_POLLING)
    return announce(response, "jobFinished", {"job": str(job.pk), "state": job.state})


@require_POST
@project_view(Permission.VIEW)
def job_cancel(request: ProjectRequest, pk: str) -> HttpResponse:
    job = get_object_or_404(jobs_of(request.project, request.user), pk=pk)
    cancel_job(job=job, by=request.user)
    if wants_partial(request):
        return render(request, "components/_job.html", {"job": job})
    return redirect("jobs:detail", request.project.slug, job.pk)
