<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>Only in a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only with a second view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New scene</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outline suggestions…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What could happen next…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft the chosen beat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewrite…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewrite prompts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the voice…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voices…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a voice of my books…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest on a pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write in the second view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the engine saw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typewriter scrolling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sepia</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss the notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Longhand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no translation into {language}; the setting is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No suggestions for now, writing works as ever. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{setting}: {value} is not a value of this setting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{setting}: choose one of {choices}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{setting}: choose a number from {low} to {high}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a suggestion in grey when the writer pauses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When to suggest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How soon a suggestion comes while you write; Ctrl+Return asks for one at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At every chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When I pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only when I ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much to suggest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long a suggestion is that comes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A few words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A paragraph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest how a new sentence begins, not only how the one you are writing ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause before a suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Milliseconds without a key before a suggestion is asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters after which a suggestion on a pause ends at the latest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes of a rewrite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many alternatives of a passage are written side by side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model that writes suggestions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the window; system follows the desktop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language of menus and messages; your text may be in any other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open what was open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back the texts, projects and windows of the last time when Longhand starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Style Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show headings, emphasis, quotations, scene breaks and comments as what they are; every letter stays to be seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quotation marks and dashes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What straight quotes, two hyphens and three dots become as you type them; Undo brings back what you typed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those of the system&apos;s language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As I type them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>British English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>German</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>French</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Italian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stays bright while you focus (F8).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paragraph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the line you write at one height and move the page instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Font</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the text is set in; letters that a font lacks come from another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many letters a line holds; 60 to 75 are easy to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far apart lines stand, in percent of the letters&apos; height.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paragraphs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How one paragraph is told from the next; the file stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First line indented</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space between</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length below the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is counted; the other one shows where you point at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the text&apos;s language counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words and characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target of a sitting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words you want to write before you close Longhand; 0 for no target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the text in pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings in {path} could not be read, so defaults are used ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A setting keeps its default. {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln words</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{written} of {target} this sitting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggestions need the engine, which is off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice: starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice: coming back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no voice; writing works without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggestions off (F9)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>thinking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ms} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source Serif (included)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source Sans (included)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No headings yet. A line that begins with # and a space is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, heading {level}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scene</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where would you like to go?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No scene, heading or note has a name like that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matching places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no text (.md, .txt) and no project folder, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One text opens at a time: {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not opened again: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no longer there, so it was not opened again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scene you were in is gone from the project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of “{name}” is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was last open here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} — {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was open yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in new window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text to read beside the one you write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
