"""Pipelines: look at them, change their stages, make another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from entente.people.rules.changes import UnableToSave
from entente.pipeline.operations import pipelines as operations
from entente.pipeline.queries.known import PipelineInfo, pipelines
from entente.web import toasts
from entente.web.pipelines.forms import StagesForm
from entente.web.records.creating import put_problems
from entente.web.render import render, see_other


def overview(request: HttpRequest) -> HttpResponse:
    """All pipelines with their stages."""
    return render(request, "pipelines/list.html", tuple(pipelines()))


def _find(pipeline_id: int) -> PipelineInfo:
    found = next((one for one in pipelines() if one.id == pipeline_id), None)
    if found is None:
        raise Http404
    return found


def change(request: HttpRequest, pipeline_id: int) -> HttpResponse:
    """The stages of one pipeline: renamed, moved, added; an emptied one is retired."""
    of = _find(pipeline_id)
    posted = request.method == "POST"
    form = StagesForm(request.POST if posted else None, stages=of.stages, named=True)
    if posted and form.is_valid():
        try:
            operations.save_stages(
                pipeline_id=of.id, stages=form.stages(), by=request.viewer, at=request.at
            )
        except UnableToSave as why:
            put_problems(form=form, why=why)
        else:
            toasts.say(request, f"Saved the stages of {of.name}")
            return see_other(reverse("pipelines"))
    status = 422 if form.errors else 200
    return render(request, "pipelines/stages.html", form=form, name=of.name, status=status)


def new(request: HttpRequest) -> HttpResponse:
    """Another way that a sale takes."""
    posted = request.method == "POST"
    form = StagesForm(request.POST if posted else None, stages=(), named=False)
    if posted and form.is_valid():
        try:
            operations.create_pipeline(
                name=form.cleaned_data["name"],
                stages=form.stages(),
                by=request.viewer,
                at=request.at,
            )
        except UnableToSave as why:
            put_problems(form=form, why=why)
        else:
            toasts.say(request, f"Made the pipeline {form.cleaned_data['name']}")
            return see_other(reverse("pipelines"))
    status = 422 if form.errors else 200
    return render(request, "pipelines/stages.html", form=form, name="", status=status)
