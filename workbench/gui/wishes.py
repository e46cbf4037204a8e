"""Everything that the user can ask for. Views emit, the desk answers; nothing else connects the two."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Wishes(QObject):
    """One signal for each thing that can be asked for; emitting one does nothing by itself.

    Signals:
        edit: Dotted path in the recipe and its new value.
        editMany: Paths and values, as one step of undo.
        editSetting: Path of a reference, name of one of its own settings, the new value, its default.
        chooseTeacherSource: Path of a teacher in the recipe, and ``train`` or ``run``.
        chooseNetwork: ``teacher`` or ``student``, and the architecture that it is to be.
        moveDial: ``temperature``, ``alpha``, ``learning_rate`` or a weight such as ``weights.kd``, and its new value;
            also while a student trains.
        useTeacher: Id of a run whose network is to teach, its role or empty.
        start … resume: Steer the run on screen.
        openRun: Id of a run to put on screen. repeatRun: of one whose recipe is to be edited.
        compareRuns: Ids of runs to compare. overlayRuns: of runs whose curves are to be drawn over those on screen.
        showCode, writeReport, shareRuns, openRunFolder: Id or ids of runs.
        goTo: Name of a stage. reveal: dotted path of a setting to be shown and given the focus.
        newRecipe: Path of a sample within the resources; empty = a recipe with nothing but defaults.
        openFile: A path; empty = ask which. importData: a folder, an archive or a table; empty = ask which.
        chooseData: ``folder``, ``archive`` or ``table``: ask which one to import.
        showPlace: Path of a file or folder that the system is to show.
        export: A `workbench.recipes.Export`. cancelExport: the one that is under way.
        saveText: A name for the file, and what is to be in it.
        tryPicture: A picture for the networks: a path, an image (QImage), or empty text = ask which file.
        explain: A topic of the help; empty = about what has the focus. tour, glossary: open them.
        drop: Path of something dropped on the window. act: key of a notice and one of its actions.
        timeAll: Measure all networks on this computer. timeNetwork: one, by its reference. stopTiming: no more.
        chooseTheme, chooseLanguage: What the user wants; an empty language is the system's.
        choosePlace, chooseTextSize, chooseExpert, chooseWelcome: The same of a `Place`, percent, yes or no.
        chooseLimits: The `workbench.limits.Limits` that the user wants. clearKept: forget what is kept.
        openProject: Path of a project whose runs are to come among the others.
        openWindow: Show a window that was hidden or minimised. present: enter or leave the presentation mode.
    """

    edit = Signal(str, object)
    editMany = Signal(dict)
    editSetting = Signal(str, str, object, object)
    chooseTeacherSource = Signal(str, str)
    chooseNetwork = Signal(str, str)
    moveDial = Signal(str, float)
    useTeacher = Signal(str, str)

    start = Signal()
    pause = Signal()
    goOn = Signal()
    stop = Signal()
    discard = Signal()
    resume = Signal()

    openRun = Signal(str)
    repeatRun = Signal(str)
    compareRuns = Signal(list)
    overlayRuns = Signal(list)
    showCode = Signal(str)
    writeReport = Signal(str)
    shareRuns = Signal(list)
    openRunFolder = Signal(str)
    openRunsFolder = Signal()

    goTo = Signal(str)
    reveal = Signal(str)
    newRecipe = Signal(str)
    openFile = Signal(str)
    openProject = Signal(str)
    importData = Signal(str)
    chooseData = Signal(str)
    showPlace = Signal(str)
    saveAs = Signal()
    export = Signal(object)
    cancelExport = Signal()
    saveText = Signal(str, str)
    saveChart = Signal(object, str)
    tryPicture = Signal(object)

    explain = Signal(str)
    tour = Signal()
    glossary = Signal()
    chooseTheme = Signal(object)
    chooseLanguage = Signal(str)
    choosePlace = Signal(object)
    chooseTextSize = Signal(int)
    chooseExpert = Signal(bool)
    chooseWelcome = Signal(bool)
    chooseLimits = Signal(object)
    clearKept = Signal()
    preferences = Signal()
    diagnostics = Signal()
    about = Signal()
    present = Signal(bool)
    resetLayout = Signal()
    timeAll = Signal()
    timeNetwork = Signal(object)
    stopTiming = Signal()
    openWindow = Signal()
    closeWindow = Signal()
    drop = Signal(str)
    act = Signal(str, str)
