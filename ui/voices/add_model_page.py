"""The page that takes models in: from a folder, or by name from the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.voices.page import Page, button, head, quiet, row
from ui.voices.parts_banner import PartsBanner
from ui.voices.table import Row, Table
from ui.voices.types import Catalogue, CatalogueRow, Cost, HubModel
from ui.voices.words import family_said, language_said, precision_said, size_said
from ui.voices.work_line import WorkLine

_INTRO = (
    "Other open models can write here too: choose a folder that holds one, or one of this list. "
    "The internet is used only once you press Look it up or Add this model beside it, and only to "
    "fetch."
)
_LICENCE_UNKNOWN = "no licence is stated"
_FITS = "fits"
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
        super().__init__("Add a model", parent)
        self._is_ready, self._is_busy = True, False
        self._may_take = self._may_download = False
        self.banner = PartsBanner(self)
        self.table = Table(
            "Models worth having",
            ("Model", "Languages", "What for", "Licence", "On this computer"),
            self,
        )
        self.table.setMinimumHeight(104)
        self.repo = QLineEdit(self)
        self.repo.setAccessibleName("Name on the hub")
        self.repo.setPlaceholderText("Name on the Hugging Face hub, such as maker/model")
        self.look_up = button("Look it up", self)
        self.look_up.setToolTip("This asks the Hugging Face hub over the internet.")
        self.download = button("Add this model", self)
        self.folder = button("Choose a folder…", self)
        self.take = button("Add this model", self)
        self.facts = quiet("", self)
        self.facts.setAccessibleName("What this model is")
        self.cost = Table(
            "What it takes", ("While it writes", "On disk", "Memory", "Speed"), self, numbers=(1, 2)
        )
        self.cost.setMaximumHeight(140)
        self.line = WorkLine("Adding a model", self)
        self.body.addWidget(self.banner)
        self.body.addWidget(quiet(_INTRO, self))
        self.body.addWidget(self.table, 1)
        by_name = row(self.repo, self.look_up, self.download, ends=False)
        by_name.setStretch(0, 1)
        self.body.addLayout(by_name)
        self.body.addWidget(head("Or from this computer", self))
        self.body.addLayout(row(self.folder, self.take))
        for widget in (self.facts, self.cost, self.line):
            self.body.addWidget(widget)
        self._wire()
        self.clear()

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        return self.table if self.table.texts else self.repo

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Show the models worth having, and which of them fit this computer."""
        rows = []
        for model in catalogue.models:
            memory_gb = catalogue.memory_gb * _ROUNDED
            here = _fits_said(model, memory_gb)
            fits = here == _FITS
            languages = ", ".join(language_said(code) for code in model.languages)
            hint = (
                f"{model.repo}: {model.parameters_m:,} million parameters, about "
                f"{size_said(model.download_mb)} to download; it needs "
                f"{model.converting_gb:.1f} GB of memory while it is added."
            )
            cells = (model.name, languages, family_said(model.family), model.licence, here)
            rows.append(Row(model.repo, cells, hint, not fits))
        self.table.show_rows(rows)

    def show_cost(self, cost: Cost) -> None:
        """Show what a folder would take, or why it cannot be taken in."""
        self.clear()
        self._may_take = not cost.problem
        self.facts.setText(cost.problem or _cost_said(cost))
        self.facts.show()
        self.cost.show_rows(
            [
                Row(
                    r.precision,
                    (
                        precision_said(r.precision),
                        size_said(r.disk_mb),
                        size_said(r.memory_mb),
                        f"about {r.tokens_per_s * 0.75:,.0f} words a second",
                    ),
                )
                for r in cost.running
            ]
        )
        self.cost.setVisible(bool(cost.running))
        self._refresh()

    def show_found(self, found: HubModel) -> None:
        """Show what the hub says of a model."""
        self.clear()
        self._may_download = not found.is_gated
        self.facts.setText(_found_said(found))
        self.facts.show()
        self._refresh()

    def clear(self) -> None:
        """Show neither cost nor facts."""
        self._may_take = self._may_download = False
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


def _fits_said(model: CatalogueRow, memory_gb: float) -> str:
    """Say whether a model fits this computer: to write with it, and to add it."""
    if model.machine_gb > memory_gb:
        return f"needs {model.machine_gb} GB"
    if model.converting_gb > memory_gb:
        return f"needs {model.converting_gb:.0f} GB while it is added"
    return _FITS


def _cost_said(cost: Cost) -> str:
    return (
        f"A model that {family_said(cost.family)}, of {cost.parameters / 1e6:,.0f} million "
        f"parameters. Adding it needs {size_said(cost.converting_memory_mb)} of "
        f"memory ({size_said(cost.spare_memory_mb)} are free) and "
        f"{size_said(cost.converting_disk_mb)} on disk ({size_said(cost.free_disk_mb)} are free)."
    )


def _found_said(found: HubModel) -> str:
    if found.is_gated:
        return (
            f"{found.repo} asks its users to accept terms on its own site first, so Longhand "
            "cannot download it. Download it there and choose its folder."
        )
    languages: Sequence[str] = [language_said(code) for code in found.languages]
    parts = [
        found.repo,
        f"licence: {found.licence or _LICENCE_UNKNOWN}",
        f"{size_said(found.size_mb)} to download",
        f"{found.parameters / 1e6:,.0f} million parameters" if found.parameters else "",
        ", ".join(languages),
    ]
    return " · ".join(filter(None, parts))
