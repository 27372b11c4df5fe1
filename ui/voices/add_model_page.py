"""The page that takes models in: from a folder, or by name from the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.language import listed, mark, on_change, told, tr
from ui.voices.page import Page, button, head, quiet, row
from ui.voices.parts_banner import PartsBanner
from ui.voices.table import Row, Table
from ui.voices.types import Catalogue, CatalogueRow, Cost, HubModel, Running
from ui.voices.words import family_said, language_said, precision_said, size_said
from ui.voices.work_line import WorkLine

_INTRO = mark(
    "Other open models can write here too: choose a folder that holds one, or one "
    "of this list. The internet is used only once you press Look it up or Add this "
    "model beside it, and only to fetch."
)
_LICENCE_UNKNOWN = mark("no licence is stated")
_FITS = mark("fits")
_KINDS = {
    "base": mark("A model that continues a text, of {millions:,.0f} million parameters."),
    "chat": mark("A model that follows instructions, of {millions:,.0f} million parameters."),
}
_ANY_KIND = mark(
    "A model that continues, rewrites, outlines, of {millions:,.0f} million parameters."
)
# A machine of 8 GB tells of a little less.
_ROUNDED = 1.1


class AddModelPage(Page):
    """What a model would take is shown before anything of it is taken.

    Signals:
        folder_requested(): the writer wants to choose a folder.
        take_requested(): the folder whose cost is on show shall be taken in.
        look_up_requested(str): the hub shall be asked for a model of that name.
        download_requested(): the model that was looked up shall be downloaded.
    """

    folder_requested = Signal()
    take_requested = Signal()
    look_up_requested = Signal(str)
    download_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mark("Add a model"), parent)
        self._is_ready, self._is_busy = True, False
        self._may_take = self._may_download = False
        self._catalogue: Catalogue | None = None
        self._cost: Cost | None = None
        self.banner = PartsBanner(self)
        self.table = Table(
            mark("Models worth having"),
            (
                mark("Model"),
                mark("Languages"),
                mark("What for"),
                mark("Licence"),
                mark("On this computer"),
            ),
            self,
        )
        self.table.setMinimumHeight(104)
        self.repo = QLineEdit(self)
        told(self.repo.setAccessibleName, mark("Name on the hub"))
        told(
            self.repo.setPlaceholderText, mark("Name on the Hugging Face hub, such as maker/model")
        )
        self.look_up = button(mark("Look it up"), self)
        told(self.look_up.setToolTip, mark("This asks the Hugging Face hub over the internet."))
        self.download = button(mark("Add this model"), self)
        self.folder = button(mark("Choose a folder…"), self)
        self.take = button(mark("Add this model"), self)
        self.facts = quiet("", self)
        told(self.facts.setAccessibleName, mark("What this model is"))
        self.cost = Table(
            mark("What it takes"),
            (mark("While it writes"), mark("On disk"), mark("Memory"), mark("Speed")),
            self,
            numbers=(1, 2),
        )
        self.cost.setMaximumHeight(140)
        self.line = WorkLine(mark("Adding a model"), self)
        self.body.addWidget(self.banner)
        self.body.addWidget(quiet(_INTRO, self))
        self.body.addWidget(self.table, 1)
        by_name = row(self.repo, self.look_up, self.download, ends=False)
        by_name.setStretch(0, 1)
        self.body.addLayout(by_name)
        self.body.addWidget(head(mark("Or from this computer"), self))
        self.body.addLayout(row(self.folder, self.take))
        for widget in (self.facts, self.cost, self.line):
            self.body.addWidget(widget)
        self._wire()
        self.clear()
        on_change(self, self._say_again)

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        return self.table if self.table.texts else self.repo

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Show the models worth having, and which of them fit this computer."""
        self._catalogue = catalogue
        memory_gb = catalogue.memory_gb * _ROUNDED
        self.table.show_rows([_catalogue_row(model, memory_gb) for model in catalogue.models])

    def show_cost(self, cost: Cost) -> None:
        """Show what a folder would take, or why it cannot be taken in."""
        self.clear()
        self._may_take = not cost.problem
        self._cost = cost
        told(self.facts.setText, lambda: cost.problem or _cost_said(cost))
        self.facts.show()
        self.cost.show_rows([_cost_row(row) for row in cost.running])
        self.cost.setVisible(bool(cost.running))
        self._refresh()

    def show_found(self, found: HubModel) -> None:
        """Show what the hub says of a model."""
        self.clear()
        self._may_download = not found.is_gated
        told(self.facts.setText, lambda: _found_said(found))
        self.facts.show()
        self._refresh()

    def clear(self) -> None:
        """Show neither cost nor facts."""
        self._may_take = self._may_download = False
        self._cost = None
        self.facts.hide()
        self.cost.hide()
        self._refresh()

    def set_ready(self, is_ready: bool) -> None:
        """Say whether what converting needs is installed."""
        self._is_ready = is_ready
        self._refresh()

    def set_busy(self, is_busy: bool) -> None:
        """Keep the writer from asking twice."""
        self._is_busy = is_busy
        self._refresh()

    def next_for_keys(self, asked_by: QWidget | None) -> QWidget:
        """Return what gets the keys after work: what can be done next, or what asked for it."""
        wanted = (self.take, self.download, asked_by)
        return next((each for each in wanted if each and each.isEnabled()), self.folder)

    # Inside

    def _say_again(self) -> None:
        """Show the tables in another language; the name that was typed stays."""
        typed = self.repo.text()
        with QSignalBlocker(self.repo):
            if self._catalogue is not None:
                self.show_catalogue(self._catalogue)
            self.repo.setText(typed)
        if self._cost is not None:
            self.cost.show_rows([_cost_row(row) for row in self._cost.running])

    def _wire(self) -> None:
        self.table.currentItemChanged.connect(lambda *_: self.repo.setText(self.table.current_id))
        self.repo.textChanged.connect(lambda _: self.clear())
        self.repo.returnPressed.connect(self.look_up.click)
        self.table.itemActivated.connect(lambda *_: self.look_up.click())
        self.look_up.clicked.connect(lambda: self.look_up_requested.emit(self.repo.text().strip()))
        self.download.clicked.connect(self.download_requested)
        self.folder.clicked.connect(self.folder_requested)
        self.take.clicked.connect(self.take_requested)

    def _refresh(self) -> None:
        is_free = self._is_ready and not self._is_busy
        self.look_up.setEnabled(is_free and bool(self.repo.text().strip()))
        self.download.setEnabled(is_free and self._may_download)
        self.folder.setDisabled(self._is_busy)
        self.take.setEnabled(is_free and self._may_take)


def _catalogue_row(model: CatalogueRow, memory_gb: float) -> Row:
    hint = tr(
        "{repo}: {parameters:,} million parameters, about {size} to download; it needs "
        "{memory:.1f} GB of memory while it is added."
    ).format(
        repo=model.repo,
        parameters=model.parameters_m,
        size=size_said(model.download_mb),
        memory=model.converting_gb,
    )
    languages = listed(language_said(code) for code in model.languages)
    needs = _needs_said(model, memory_gb)
    cells = (model.name, languages, family_said(model.family), model.licence, needs or tr(_FITS))
    return Row(model.repo, cells, hint, bool(needs))


def _needs_said(model: CatalogueRow, memory_gb: float) -> str:
    """Say what a model needs that this computer lacks: to write with it, or to add it."""
    if model.machine_gb > memory_gb:
        return tr("needs {memory} GB").format(memory=model.machine_gb)
    if model.converting_gb > memory_gb:
        return tr("needs {memory:.0f} GB while it is added").format(memory=model.converting_gb)
    return ""


def _cost_row(row: Running) -> Row:
    speed = tr("about {words:,.0f} words a second").format(words=row.tokens_per_s * 0.75)
    cells = (precision_said(row.precision), size_said(row.disk_mb), size_said(row.memory_mb), speed)
    return Row(row.precision, cells)


def _cost_said(cost: Cost) -> str:
    kind = _KINDS.get(cost.family, _ANY_KIND)
    needs = tr(
        "Adding it needs {memory} of memory ({free_memory} are free) and {disk} on disk "
        "({free_disk} are free)."
    ).format(
        memory=size_said(cost.converting_memory_mb),
        free_memory=size_said(cost.spare_memory_mb),
        disk=size_said(cost.converting_disk_mb),
        free_disk=size_said(cost.free_disk_mb),
    )
    return f"{tr(kind).format(millions=cost.parameters / 1e6)} {needs}"


def _found_said(found: HubModel) -> str:
    if found.is_gated:
        return tr(
            "{repo} asks its users to accept terms on its own site first, so Longhand "
            "cannot download it. Download it there and choose its folder."
        ).format(repo=found.repo)
    languages: Sequence[str] = [language_said(code) for code in found.languages]
    parts = [
        found.repo,
        tr("licence: {licence}").format(licence=found.licence or tr(_LICENCE_UNKNOWN)),
        tr("{size} to download").format(size=size_said(found.size_mb)),
        tr("{millions:,.0f} million parameters").format(millions=found.parameters / 1e6)
        if found.parameters
        else "",
        listed(languages),
    ]
    return " · ".join(filter(None, parts))
