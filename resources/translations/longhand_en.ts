<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation>
            <numerusform>%Ln character</numerusform>
            <numerusform>%Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln words</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln words for good?</source>
        <translation>
            <numerusform>Discard %Ln word for good?</numerusform>
            <numerusform>Discard %Ln words for good?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replaced in %Ln places; Undo brings them back</source>
        <translation>
            <numerusform>Replaced in %Ln place; Undo brings it back</numerusform>
            <numerusform>Replaced in %Ln places; Undo brings them back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not given (%Ln characters): {why}</source>
        <translation>
            <numerusform>not given (%Ln character): {why}</numerusform>
            <numerusform>not given (%Ln characters): {why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters left out: {why}</source>
        <translation>
            <numerusform>%Ln character left out: {why}</numerusform>
            <numerusform>%Ln characters left out: {why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln scenes found in {folder}/.</source>
        <translation>
            <numerusform>%Ln scene found in {folder}/.</numerusform>
            <numerusform>%Ln scenes found in {folder}/.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Found %Ln scenes that were not in the binder, and put at its end: {names}.</source>
        <translation>
            <numerusform>Found %Ln scene that was not in the binder, and put at its end: {names}.</numerusform>
            <numerusform>Found %Ln scenes that were not in the binder, and put at its end: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Read {read:,} characters, %Ln scenes known from before; {cut:,} characters did not fit and were left out.</source>
        <translation>
            <numerusform>Read {read:,} characters, %Ln scene known from before; {cut:,} characters did not fit and were left out.</numerusform>
            <numerusform>Read {read:,} characters, %Ln scenes known from before; {cut:,} characters did not fit and were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Read {read:,} characters, %Ln scenes known from before, all of it.</source>
        <translation>
            <numerusform>Read {read:,} characters, %Ln scene known from before, all of it.</numerusform>
            <numerusform>Read {read:,} characters, %Ln scenes known from before, all of it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: all %Ln files are as they were made, and it opens.</source>
        <translation>
            <numerusform>{name}: its %Ln file is as it was made, and it opens.</numerusform>
            <numerusform>{name}: all %Ln files are as they were made, and it opens.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln books left the list; nothing was deleted on disk.</source>
        <translation>
            <numerusform>%Ln book left the list; nothing was deleted on disk.</numerusform>
            <numerusform>%Ln books left the list; nothing was deleted on disk.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Neither, all %Ln times: there is nothing to tell the two apart by.</source>
        <translation>
            <numerusform>Neither, the %Ln time: there is nothing to tell the two apart by.</numerusform>
            <numerusform>Neither, all %Ln times: there is nothing to tell the two apart by.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs are too few to tell</source>
        <translation>
            <numerusform>%Ln pair is too few to tell</numerusform>
            <numerusform>%Ln pairs are too few to tell</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{more} to {less} for your voice, and %Ln times neither.</source>
        <translation>
            <numerusform>{more} to {less} for your voice, and %Ln time neither.</numerusform>
            <numerusform>{more} to {less} for your voice, and %Ln times neither.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{more} to {less} for the one it was made from, and %Ln times neither.</source>
        <translation>
            <numerusform>{more} to {less} for the one it was made from, and %Ln time neither.</numerusform>
            <numerusform>{more} to {less} for the one it was made from, and %Ln times neither.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{voice} to {base}, and %Ln times neither: {verdict}.</source>
        <translation>
            <numerusform>{voice} to {base}, and %Ln time neither: {verdict}.</numerusform>
            <numerusform>{voice} to {base}, and %Ln times neither: {verdict}.</numerusform>
        </translation>
    </message>
</context>
</TS>
