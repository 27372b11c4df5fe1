"""What Qt binds to its standard keys on each platform; a machine can ask it only for its own.

One row a meaning: Windows, macOS, Linux. Ctrl is the Command key on macOS and Meta its Control key.
Taken from Qt's documentation and sources; `test_keymap` compares what can be compared.
"""

from PySide6.QtGui import QKeySequence

from ui.commands.keymap import KeyRules, Platform

_TABLE = """
New | Ctrl+N | Ctrl+N | Ctrl+N
Open | Ctrl+O | Ctrl+O | Ctrl+O
Save | Ctrl+S | Ctrl+S | Ctrl+S
SaveAs | | Ctrl+Shift+S | Ctrl+Shift+S
Quit | | Ctrl+Q | Ctrl+Q
Preferences | | Ctrl+, |
Close | Ctrl+F4, Ctrl+W | Ctrl+F4, Ctrl+W | Ctrl+W
Print | Ctrl+P | Ctrl+P | Ctrl+P
HelpContents | F1 | Ctrl+? | F1
WhatsThis | Shift+F1 | Shift+F1 | Shift+F1
Refresh | F5 | Ctrl+R | F5, Ctrl+R
AddTab | Ctrl+T | Ctrl+T | Ctrl+T
Back | Alt+Left, Backspace | Ctrl+Left, Ctrl+[ | Alt+Left
Forward | Alt+Right, Shift+Backspace | Ctrl+Right, Ctrl+] | Alt+Right
NextChild | Ctrl+F6, Ctrl+Tab | Ctrl+Tab, Ctrl+} | Ctrl+Tab
PreviousChild | Ctrl+Shift+F6, Ctrl+Shift+Backtab | Ctrl+Shift+Backtab, Ctrl+{ | Ctrl+Shift+Backtab
Find | Ctrl+F | Ctrl+F | Ctrl+F
FindNext | Ctrl+G, F3 | Ctrl+G | Ctrl+G, F3
FindPrevious | Ctrl+Shift+G, Shift+F3 | Ctrl+Shift+G | Ctrl+Shift+G, Shift+F3
Replace | Ctrl+H | | Ctrl+H
ZoomIn | Ctrl++ | Ctrl++ | Ctrl++
ZoomOut | Ctrl+- | Ctrl+- | Ctrl+-
FullScreen | F11, Alt+Enter | Meta+Ctrl+F | F11, Ctrl+F11
Bold | Ctrl+B | Ctrl+B | Ctrl+B
Italic | Ctrl+I | Ctrl+I | Ctrl+I
Underline | Ctrl+U | Ctrl+U | Ctrl+U
Cancel | Esc | Esc, Ctrl+. | Esc
Undo | Ctrl+Z, Alt+Backspace | Ctrl+Z | Ctrl+Z
Redo | Ctrl+Y, Alt+Shift+Backspace, Ctrl+Shift+Z | Ctrl+Shift+Z | Ctrl+Shift+Z
Cut | Ctrl+X, Shift+Del | Ctrl+X, Meta+K | Ctrl+X, Shift+Del
Copy | Ctrl+C, Ctrl+Ins | Ctrl+C | Ctrl+C, Ctrl+Ins
Paste | Ctrl+V, Shift+Ins | Ctrl+V, Meta+Y | Ctrl+V, Shift+Ins, Ctrl+Shift+Ins
SelectAll | Ctrl+A | Ctrl+A | Ctrl+A
Delete | Del | Del, Meta+D | Del, Ctrl+D
DeleteEndOfLine | | | Ctrl+K
DeleteStartOfWord | Ctrl+Backspace | Alt+Backspace | Ctrl+Backspace
DeleteEndOfWord | Ctrl+Del | Alt+Del | Ctrl+Del
InsertParagraphSeparator | Return, Enter | Return, Enter | Return, Enter
InsertLineSeparator | Shift+Return | Shift+Return, Meta+Return | Shift+Return
MoveToNextChar | Right | Right, Meta+F | Right
MoveToPreviousChar | Left | Left, Meta+B | Left
MoveToNextWord | Ctrl+Right | Alt+Right | Ctrl+Right
MoveToPreviousWord | Ctrl+Left | Alt+Left | Ctrl+Left
MoveToNextLine | Down | Down, Meta+N | Down
MoveToPreviousLine | Up | Up, Meta+P | Up
MoveToNextPage | PgDown | PgDown, Alt+PgDown, Meta+PgDown, Meta+Down, Meta+V | PgDown
MoveToPreviousPage | PgUp | PgUp, Alt+PgUp, Meta+PgUp, Meta+Up | PgUp
MoveToStartOfLine | Home | Meta+Left, Ctrl+Left | Home
MoveToEndOfLine | End | Meta+Right, Ctrl+Right | End, Ctrl+E
MoveToStartOfBlock | | Alt+Up, Meta+A |
MoveToEndOfBlock | | Alt+Down, Meta+E |
MoveToStartOfDocument | Ctrl+Home | Ctrl+Up, Home | Ctrl+Home
MoveToEndOfDocument | Ctrl+End | Ctrl+Down, End | Ctrl+End
SelectNextChar | Shift+Right | Shift+Right | Shift+Right
SelectPreviousChar | Shift+Left | Shift+Left | Shift+Left
SelectNextWord | Ctrl+Shift+Right | Alt+Shift+Right | Ctrl+Shift+Right
SelectPreviousWord | Ctrl+Shift+Left | Alt+Shift+Left | Ctrl+Shift+Left
SelectNextLine | Shift+Down | Shift+Down | Shift+Down
SelectPreviousLine | Shift+Up | Shift+Up | Shift+Up
SelectNextPage | Shift+PgDown | Shift+PgDown | Shift+PgDown
SelectPreviousPage | Shift+PgUp | Shift+PgUp | Shift+PgUp
SelectStartOfLine | Shift+Home | Meta+Shift+Left, Ctrl+Shift+Left | Shift+Home
SelectEndOfLine | Shift+End | Meta+Shift+Right, Ctrl+Shift+Right | Shift+End
SelectStartOfBlock | | Alt+Shift+Up, Meta+Shift+A |
SelectEndOfBlock | | Alt+Shift+Down, Meta+Shift+E |
SelectStartOfDocument | Ctrl+Shift+Home | Ctrl+Shift+Up, Shift+Home | Ctrl+Shift+Home
SelectEndOfDocument | Ctrl+Shift+End | Ctrl+Shift+Down, Shift+End | Ctrl+Shift+End
"""
_COLUMNS = (Platform.WINDOWS, Platform.MACOS, Platform.LINUX)


def bindings(platform: Platform) -> dict[QKeySequence.StandardKey, list[QKeySequence]]:
    """Return the keys of each meaning on a platform."""
    found = {}
    for line in _TABLE.strip().splitlines():
        name, *cells = (cell.strip() for cell in line.split("|"))
        texts = [text for text in cells[_COLUMNS.index(platform)].split(", ") if text]
        found[QKeySequence.StandardKey[name]] = [QKeySequence(text) for text in texts]
    return found


def rules_of(platform: Platform) -> KeyRules:
    """Return the rules of a platform, this one or another."""
    standard: dict[QKeySequence, list[QKeySequence.StandardKey]] = {}
    for name, keys in bindings(platform).items():
        for key in keys:
            standard.setdefault(key, []).append(name)
    return KeyRules(platform, standard)
