<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>Only in a project</source>
        <translation>仅限项目中</translation>
    </message>
    <message>
        <source>Only with a second view</source>
        <translation>仅在有第二视图时</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>打开最近的内容</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>新建窗口</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>替换…</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>查找下一个</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>查找上一个</translation>
    </message>
    <message>
        <source>Go to…</source>
        <translation>前往…</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>偏好设置…</translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation>快捷键…</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>New scene</source>
        <translation>新建场景</translation>
    </message>
    <message>
        <source>Outline suggestions…</source>
        <translation>大纲建议…</translation>
    </message>
    <message>
        <source>What could happen next…</source>
        <translation>接下来可能发生什么…</translation>
    </message>
    <message>
        <source>Draft the chosen beat</source>
        <translation>为选中的情节点写草稿</translation>
    </message>
    <message>
        <source>Continue here</source>
        <translation>从这里续写</translation>
    </message>
    <message>
        <source>Suggestion</source>
        <translation>续写建议</translation>
    </message>
    <message>
        <source>Take all</source>
        <translation>全部采纳</translation>
    </message>
    <message>
        <source>Take a word</source>
        <translation>采纳一个词</translation>
    </message>
    <message>
        <source>Take a sentence</source>
        <translation>采纳一句</translation>
    </message>
    <message>
        <source>Next take</source>
        <translation>下一稿</translation>
    </message>
    <message>
        <source>Previous take</source>
        <translation>上一稿</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>不采纳</translation>
    </message>
    <message>
        <source>Rewrite…</source>
        <translation>改写…</translation>
    </message>
    <message>
        <source>Rewrite prompts…</source>
        <translation>改写提示…</translation>
    </message>
    <message>
        <source>Choose the voice…</source>
        <translation>选择声音…</translation>
    </message>
    <message>
        <source>Voices…</source>
        <translation>声音…</translation>
    </message>
    <message>
        <source>Make a voice of my books…</source>
        <translation>用我的书制作声音…</translation>
    </message>
    <message>
        <source>Suggest on a pause</source>
        <translation>停顿时给出续写建议</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>命令…</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Binder</source>
        <translation>手稿目录</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>大纲</translation>
    </message>
    <message>
        <source>Second view</source>
        <translation>第二视图</translation>
    </message>
    <message>
        <source>Write in the second view</source>
        <translation>在第二视图中写作</translation>
    </message>
    <message>
        <source>Headings</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>What the engine saw</source>
        <translation>引擎看到的内容</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>专注</translation>
    </message>
    <message>
        <source>Typewriter scrolling</source>
        <translation>打字机滚动</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Default text size</source>
        <translation>默认文字大小</translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Sepia</source>
        <translation>米黄</translation>
    </message>
    <message>
        <source>About the model…</source>
        <translation>关于模型…</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Dismiss the notice</source>
        <translation>关闭通知</translation>
    </message>
    <message>
        <source>About Longhand</source>
        <translation>关于 Longhand</translation>
    </message>
    <message>
        <source>There is no translation into {language}; the setting is used.</source>
        <translation>没有 {language} 的翻译，将按设置选择语言。</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>引擎看到的内容</translation>
    </message>
    <message>
        <source>No suggestions for now, writing works as ever. {reason}</source>
        <translation>暂时没有续写建议，写作不受影响。{reason}</translation>
    </message>
    <message>
        <source>{setting}: {value} is not a value of this setting.</source>
        <translation>{setting}：{value} 不是这项设置可用的值。</translation>
    </message>
    <message>
        <source>{setting}: choose one of {choices}.</source>
        <translation>{setting}：请从 {choices} 中选择。</translation>
    </message>
    <message>
        <source>{setting}: choose a number from {low} to {high}.</source>
        <translation>{setting}：请填写 {low} 到 {high} 之间的数。</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>续写建议</translation>
    </message>
    <message>
        <source>Rewrites</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>No setting has words like that.</source>
        <translation>没有包含这些字词的设置。</translation>
    </message>
    <message>
        <source>Give every setting its default again?</source>
        <translation>要把所有设置恢复为默认值吗？</translation>
    </message>
    <message>
        <source>The voice and your own keys stay as they are.</source>
        <translation>声音和你自定的快捷键不变。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>查找设置</translation>
    </message>
    <message>
        <source>Show a suggestion in grey when the writer pauses.</source>
        <translation>写作停顿时，以灰字显示续写建议。</translation>
    </message>
    <message>
        <source>When to suggest</source>
        <translation>何时建议</translation>
    </message>
    <message>
        <source>At every chance</source>
        <translation>一有机会就建议</translation>
    </message>
    <message>
        <source>When I pause</source>
        <translation>停顿时</translation>
    </message>
    <message>
        <source>Only when I ask</source>
        <translation>只在我索要时</translation>
    </message>
    <message>
        <source>How much to suggest</source>
        <translation>建议多少</translation>
    </message>
    <message>
        <source>How long a suggestion is that comes by itself.</source>
        <translation>自动出现的续写建议有多长。</translation>
    </message>
    <message>
        <source>A few words</source>
        <translation>几个词</translation>
    </message>
    <message>
        <source>A sentence</source>
        <translation>一句</translation>
    </message>
    <message>
        <source>A paragraph</source>
        <translation>一段</translation>
    </message>
    <message>
        <source>Begin sentences</source>
        <translation>建议句子开头</translation>
    </message>
    <message>
        <source>Suggest how a new sentence begins, not only how the one you are writing ends.</source>
        <translation>不只续完正在写的句子，也建议下一句怎样开头。</translation>
    </message>
    <message>
        <source>Pause before a suggestion</source>
        <translation>建议前的停顿</translation>
    </message>
    <message>
        <source>Milliseconds without a key before a suggestion is asked for.</source>
        <translation>停止按键多少毫秒后请求续写建议。</translation>
    </message>
    <message>
        <source>Longest suggestion</source>
        <translation>最长的建议</translation>
    </message>
    <message>
        <source>Characters after which a suggestion on a pause ends at the latest.</source>
        <translation>停顿时给出的续写建议最多多少个字符。</translation>
    </message>
    <message>
        <source>Takes of a rewrite</source>
        <translation>改写的稿数</translation>
    </message>
    <message>
        <source>How many alternatives of a passage are written side by side.</source>
        <translation>一段文字并排写出多少种改写。</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>The model that writes suggestions.</source>
        <translation>用来写续写建议的模型。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Colours of the window; system follows the desktop.</source>
        <translation>窗口的配色；“跟随系统”即与桌面一致。</translation>
    </message>
    <message>
        <source>That of the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The language of menus and messages; your text may be in any other.</source>
        <translation>菜单和提示所用的语言；正文可以用任何语言。</translation>
    </message>
    <message>
        <source>Open what was open</source>
        <translation>恢复上次打开的内容</translation>
    </message>
    <message>
        <source>Bring back the texts, projects and windows of the last time when Longhand starts.</source>
        <translation>启动 Longhand 时，恢复上次打开的文字、项目和窗口。</translation>
    </message>
    <message>
        <source>Style Markdown</source>
        <translation>显示 Markdown 样式</translation>
    </message>
    <message>
        <source>Show headings, emphasis, quotations, scene breaks and comments as what they are; every letter stays to be seen.</source>
        <translation>标题、强调、引文、分隔线和注释按其样式显示；每个字符仍然可见。</translation>
    </message>
    <message>
        <source>Quotation marks and dashes</source>
        <translation>引号与破折号</translation>
    </message>
    <message>
        <source>What straight quotes, two hyphens and three dots become as you type them; Undo brings back what you typed.</source>
        <translation>键入直引号、两个连字符和三个点时换成什么；按撤销可恢复原样。</translation>
    </message>
    <message>
        <source>Those of the system&apos;s language</source>
        <translation>按系统语言</translation>
    </message>
    <message>
        <source>As I type them</source>
        <translation>保持键入的样子</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>British English</source>
        <translation>英式英语</translation>
    </message>
    <message>
        <source>German</source>
        <translation>德语</translation>
    </message>
    <message>
        <source>French</source>
        <translation>法语</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>西班牙语</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>意大利语</translation>
    </message>
    <message>
        <source>Text before</source>
        <translation>前文</translation>
    </message>
    <message>
        <source>Text after</source>
        <translation>后文</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>选段</translation>
    </message>
    <message>
        <source>Story notes</source>
        <translation>故事笔记</translation>
    </message>
    <message>
        <source>Outline beat</source>
        <translation>大纲情节点</translation>
    </message>
    <message>
        <source>Premise</source>
        <translation>梗概</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Fixed marks</source>
        <translation>固定标记</translation>
    </message>
    <message>
        <source>the window was full</source>
        <translation>窗口已满</translation>
    </message>
    <message>
        <source>this part may take no more</source>
        <translation>这部分不能再占用更多</translation>
    </message>
    <message>
        <source>this voice has no place for it</source>
        <translation>这个声音没有容纳它的位置</translation>
    </message>
    <message>
        <source>Continuation</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>Continuation between two texts</source>
        <translation>两段之间的续写</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>润色</translation>
    </message>
    <message>
        <source>Expand</source>
        <translation>扩写</translation>
    </message>
    <message>
        <source>Shorten</source>
        <translation>缩写</translation>
    </message>
    <message>
        <source>Rephrase</source>
        <translation>换种说法</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>描写</translation>
    </message>
    <message>
        <source>Dialogue</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Own instruction</source>
        <translation>自定指令</translation>
    </message>
    <message>
        <source>Outline of a premise</source>
        <translation>由梗概生成的大纲</translation>
    </message>
    <message>
        <source>Outline of a text</source>
        <translation>由正文生成的大纲</translation>
    </message>
    <message>
        <source>What could happen next</source>
        <translation>接下来可能发生什么</translation>
    </message>
    <message>
        <source>Draft of a beat</source>
        <translation>情节点的草稿</translation>
    </message>
    <message>
        <source>Not given</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>“{word}”: the last word is chosen again</source>
        <translation>“{word}”：最后一个词会重新选择</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Wrote</source>
        <translation>写出</translation>
    </message>
    <message>
        <source>first word after {first_token_ms:,.0f} ms, all in {total_ms:,.0f} ms ({tokens_per_s:,.0f} tokens a second)</source>
        <translation>首词用时 {first_token_ms:,.0f} 毫秒，共用 {total_ms:,.0f} 毫秒（每秒 {tokens_per_s:,.0f} 个词元）</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>{tokens}, in {ms:,.0f} ms</source>
        <translation>{tokens}，用时 {ms:,.0f} 毫秒</translation>
    </message>
    <message>
        <source>{tokens}, {known:,} of them known from before, in {ms:,.0f} ms</source>
        <translation>{tokens}，其中 {known:,} 个此前已读过，用时 {ms:,.0f} 毫秒</translation>
    </message>
    <message numerus="yes">
        <source>not given (%Ln characters): {why}</source>
        <translation>
            <numerusform>未提供（%Ln 个字符）：{why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters left out: {why}</source>
        <translation>
            <numerusform>略去 %Ln 个字符：{why}</numerusform>
        </translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>日语</translation>
    </message>
    <message>
        <source>In focus</source>
        <translation>专注范围</translation>
    </message>
    <message>
        <source>How soon a suggestion comes while you write; you can ask for one at any time.</source>
        <translation>写作时多快出现续写建议；随时可以主动索要。</translation>
    </message>
    <message>
        <source>Name the keys once</source>
        <translation>提示一次按键</translation>
    </message>
    <message>
        <source>Show two lines under the next suggestion that name its keys.</source>
        <translation>在下一条续写建议下方用两行文字说明它的按键。</translation>
    </message>
    <message>
        <source>What stays bright while you focus.</source>
        <translation>专注时保持清晰的部分。</translation>
    </message>
    <message>
        <source>The sentence</source>
        <translation>当前句子</translation>
    </message>
    <message>
        <source>The paragraph</source>
        <translation>当前段落</translation>
    </message>
    <message>
        <source>Keep the line you write at one height and move the page instead.</source>
        <translation>正在写的一行保持在固定高度，移动的是页面。</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>字体</translation>
    </message>
    <message>
        <source>What the text is set in; letters that a font lacks come from another one.</source>
        <translation>正文所用的字体；字体中缺少的字会取自其他字体。</translation>
    </message>
    <message>
        <source>Line length</source>
        <translation>行长</translation>
    </message>
    <message>
        <source>How many letters a line holds; 60 to 75 are easy to read.</source>
        <translation>每行容纳多少个字母；60 到 75 个较易阅读。</translation>
    </message>
    <message>
        <source>Line height</source>
        <translation>行高</translation>
    </message>
    <message>
        <source>How far apart lines stand, in percent of the letters&apos; height.</source>
        <translation>行与行之间的距离，以字高的百分比计。</translation>
    </message>
    <message>
        <source>Paragraphs</source>
        <translation>段数</translation>
    </message>
    <message>
        <source>How one paragraph is told from the next; the file stays as it is.</source>
        <translation>怎样区分相邻的段落；文件保持原样。</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>First line indented</source>
        <translation>首行缩进</translation>
    </message>
    <message>
        <source>Space between</source>
        <translation>段间留空</translation>
    </message>
    <message>
        <source>Length below the text</source>
        <translation>正文下方的长度</translation>
    </message>
    <message>
        <source>What is counted; the other one shows where you point at it.</source>
        <translation>统计什么；把指针移到上面可看到另一种。</translation>
    </message>
    <message>
        <source>As the text&apos;s language counts</source>
        <translation>按正文的语言计</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词数</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字数</translation>
    </message>
    <message>
        <source>Words and characters</source>
        <translation>词数和字数</translation>
    </message>
    <message>
        <source>Target of a sitting</source>
        <translation>本次写作目标</translation>
    </message>
    <message>
        <source>Words you want to write in a window before you close it; 0 for no target.</source>
        <translation>关闭窗口之前想写的字数；0 表示不设目标。</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Size of the text in pixels.</source>
        <translation>正文的大小，以像素计。</translation>
    </message>
    <message>
        <source>The settings in {path} could not be read, so defaults are used ({error}).</source>
        <translation>无法读取 {path} 中的设置，现使用默认值（{error}）。</translation>
    </message>
    <message>
        <source>A setting keeps its default. {error}</source>
        <translation>一项设置保持默认值。{error}</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>进行中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation>
            <numerusform>%Ln 字</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln words</source>
        <translation>
            <numerusform>%Ln 词</numerusform>
        </translation>
    </message>
    <message>
        <source>{written} of {target} this sitting</source>
        <translation>本次 {written} / {target}</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Choose the voice</source>
        <translation>选择声音</translation>
    </message>
    <message>
        <source>suggestions need the engine, which is off</source>
        <translation>续写建议需要引擎，引擎已关闭</translation>
    </message>
    <message>
        <source>voice: starting…</source>
        <translation>声音：正在启动…</translation>
    </message>
    <message>
        <source>voice: coming back…</source>
        <translation>声音：正在恢复…</translation>
    </message>
    <message>
        <source>no voice; writing works without it</source>
        <translation>没有声音；写作不受影响</translation>
    </message>
    <message>
        <source>voice: {name}</source>
        <translation>声音：{name}</translation>
    </message>
    <message>
        <source>suggestions off ({key})</source>
        <translation>续写建议已关（{key}）</translation>
    </message>
    <message>
        <source>thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>{ms} ms</source>
        <translation>{ms} 毫秒</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>该模型</translation>
    </message>
    <message>
        <source>Reading the card…</source>
        <translation>正在读取模型说明…</translation>
    </message>
    <message>
        <source>This model came without a card.</source>
        <translation>这个模型没有附带说明。</translation>
    </message>
    <message>
        <source>The engine is off, so no model is loaded.</source>
        <translation>引擎已关闭，没有载入模型。</translation>
    </message>
    <message>
        <source>The engine is starting; its model shows here as soon as it is ready.</source>
        <translation>引擎正在启动；就绪后会在这里显示模型。</translation>
    </message>
    <message>
        <source>The engine is coming back; its model shows here as soon as it is ready.</source>
        <translation>引擎正在恢复；就绪后会在这里显示模型。</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>没有载入模型。</translation>
    </message>
    <message>
        <source>About {name}</source>
        <translation>关于 {name}</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>The journal cannot be written ({error}). Save often until this is mended.</source>
        <translation>无法写入日志（{error}）。在修复之前请经常保存。</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>not now</source>
        <translation>当前不可用</translation>
    </message>
    <message>
        <source>own key</source>
        <translation>自定快捷键</translation>
    </message>
    <message>
        <source>Only while a suggestion shows</source>
        <translation>仅在显示续写建议时</translation>
    </message>
    <message>
        <source>Press the new key</source>
        <translation>请按新的快捷键</translation>
    </message>
    <message>
        <source>help contents</source>
        <translation>帮助目录</translation>
    </message>
    <message>
        <source>whats this</source>
        <translation>这是什么</translation>
    </message>
    <message>
        <source>open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>add tab</source>
        <translation>添加标签页</translation>
    </message>
    <message>
        <source>next child</source>
        <translation>下一个子窗口</translation>
    </message>
    <message>
        <source>previous child</source>
        <translation>上一个子窗口</translation>
    </message>
    <message>
        <source>find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>find next</source>
        <translation>查找下一个</translation>
    </message>
    <message>
        <source>find previous</source>
        <translation>查找上一个</translation>
    </message>
    <message>
        <source>replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>bold</source>
        <translation>粗体</translation>
    </message>
    <message>
        <source>italic</source>
        <translation>斜体</translation>
    </message>
    <message>
        <source>underline</source>
        <translation>下划线</translation>
    </message>
    <message>
        <source>move to next character</source>
        <translation>移到下一个字符</translation>
    </message>
    <message>
        <source>move to previous character</source>
        <translation>移到上一个字符</translation>
    </message>
    <message>
        <source>move to next word</source>
        <translation>移到下一个词</translation>
    </message>
    <message>
        <source>move to previous word</source>
        <translation>移到上一个词</translation>
    </message>
    <message>
        <source>move to next line</source>
        <translation>移到下一行</translation>
    </message>
    <message>
        <source>move to previous line</source>
        <translation>移到上一行</translation>
    </message>
    <message>
        <source>move to next page</source>
        <translation>移到下一页</translation>
    </message>
    <message>
        <source>move to previous page</source>
        <translation>移到上一页</translation>
    </message>
    <message>
        <source>move to start of line</source>
        <translation>移到行首</translation>
    </message>
    <message>
        <source>move to end of line</source>
        <translation>移到行尾</translation>
    </message>
    <message>
        <source>move to start of block</source>
        <translation>移到段首</translation>
    </message>
    <message>
        <source>move to end of block</source>
        <translation>移到段尾</translation>
    </message>
    <message>
        <source>move to start of document</source>
        <translation>移到文首</translation>
    </message>
    <message>
        <source>move to end of document</source>
        <translation>移到文末</translation>
    </message>
    <message>
        <source>select next character</source>
        <translation>选择下一个字符</translation>
    </message>
    <message>
        <source>select previous character</source>
        <translation>选择上一个字符</translation>
    </message>
    <message>
        <source>select next word</source>
        <translation>选择下一个词</translation>
    </message>
    <message>
        <source>select previous word</source>
        <translation>选择上一个词</translation>
    </message>
    <message>
        <source>select next line</source>
        <translation>选择下一行</translation>
    </message>
    <message>
        <source>select previous line</source>
        <translation>选择上一行</translation>
    </message>
    <message>
        <source>select next page</source>
        <translation>选择下一页</translation>
    </message>
    <message>
        <source>select previous page</source>
        <translation>选择上一页</translation>
    </message>
    <message>
        <source>select start of line</source>
        <translation>选择到行首</translation>
    </message>
    <message>
        <source>select end of line</source>
        <translation>选择到行尾</translation>
    </message>
    <message>
        <source>select start of block</source>
        <translation>选择到段首</translation>
    </message>
    <message>
        <source>select end of block</source>
        <translation>选择到段尾</translation>
    </message>
    <message>
        <source>select start of document</source>
        <translation>选择到文首</translation>
    </message>
    <message>
        <source>select end of document</source>
        <translation>选择到文末</translation>
    </message>
    <message>
        <source>delete start of word</source>
        <translation>删除到词首</translation>
    </message>
    <message>
        <source>delete end of word</source>
        <translation>删除到词尾</translation>
    </message>
    <message>
        <source>delete end of line</source>
        <translation>删除到行尾</translation>
    </message>
    <message>
        <source>insert paragraph separator</source>
        <translation>插入分段</translation>
    </message>
    <message>
        <source>insert line separator</source>
        <translation>插入换行</translation>
    </message>
    <message>
        <source>save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>preferences</source>
        <translation>偏好设置</translation>
    </message>
    <message>
        <source>quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>deselect</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>delete complete line</source>
        <translation>删除整行</translation>
    </message>
    <message>
        <source>backspace</source>
        <translation>退格</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Esc closes what is open, so it cannot do anything else.</source>
        <translation>Esc 用来关闭打开的内容，不能另作他用。</translation>
    </message>
    <message>
        <source>{key} changes the input method on many computers.</source>
        <translation>在许多电脑上，{key} 用来切换输入法。</translation>
    </message>
    <message>
        <source>{key} moves a row in the panels, and will go on doing so there.</source>
        <translation>{key} 在面板中用来移动一行，以后仍会如此。</translation>
    </message>
    <message>
        <source>“{label}” keeps its usual key. {reason}</source>
        <translation>“{label}”保留原来的快捷键。{reason}</translation>
    </message>
    <message>
        <source>“{names}” is no key.</source>
        <translation>“{names}”不是按键。</translation>
    </message>
    <message>
        <source>{key} belongs to “{label}”.</source>
        <translation>{key} 属于“{label}”。</translation>
    </message>
    <message>
        <source>“{label}” has {key}.</source>
        <translation>“{label}”已使用 {key}。</translation>
    </message>
    <message>
        <source>{key} means “{words}” in other programs.</source>
        <translation>{key} 在其他程序中表示“{words}”。</translation>
    </message>
    <message>
        <source>{key} opens the menu “{menu}”.</source>
        <translation>{key} 用来打开菜单“{menu}”。</translation>
    </message>
    <message>
        <source>{key} is needed in the text and to get from field to field.</source>
        <translation>在正文中和切换输入框时需要用到 {key}。</translation>
    </message>
    <message>
        <source>{key} is needed in the text ({words}).</source>
        <translation>在正文中需要用到 {key}（{words}）。</translation>
    </message>
    <message>
        <source>{key} is needed to write.</source>
        <translation>写作时需要用到 {key}。</translation>
    </message>
    <message>
        <source>{key} types a letter on many keyboards.</source>
        <translation>在许多键盘上，{key} 用来输入字母。</translation>
    </message>
    <message>
        <source>{key} types a letter on this keyboard.</source>
        <translation>在这个键盘上，{key} 用来输入字母。</translation>
    </message>
    <message>
        <source>Return gives the chosen command a new key, Delete takes its key away.</source>
        <translation>按 Return 为选中的命令设定新快捷键，按 Delete 去掉它的快捷键。</translation>
    </message>
    <message>
        <source>Press the new key for “{label}”. Esc keeps the one it has.</source>
        <translation>请按“{label}”的新快捷键。按 Esc 保留原来的。</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>无快捷键</translation>
    </message>
    <message>
        <source>No command has a name like that.</source>
        <translation>没有这样名称的命令。</translation>
    </message>
    <message>
        <source>Give every command its usual key again?</source>
        <translation>要让每个命令恢复原来的快捷键吗？</translation>
    </message>
    <message>
        <source>Keys of your own are forgotten; your settings stay as they are.</source>
        <translation>你自定的快捷键会被清除；设置不变。</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>命令及其快捷键</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>占用</translation>
    </message>
    <message>
        <source>Keep as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>{text} Press another, or Esc.</source>
        <translation>{text}请按其他键，或按 Esc。</translation>
    </message>
    <message>
        <source>Take it from “{label}”</source>
        <translation>从“{label}”取用</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>仍然使用</translation>
    </message>
    <message>
        <source>“{label}” has {key} now.</source>
        <translation>“{label}”现在使用 {key}。</translation>
    </message>
    <message>
        <source>“{label}” has no key now.</source>
        <translation>“{label}”现在没有快捷键。</translation>
    </message>
    <message>
        <source>“{label}” has its usual key again.</source>
        <translation>“{label}”已恢复原来的快捷键。</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Every command has its usual key again.</source>
        <translation>每个命令都已恢复原来的快捷键。</translation>
    </message>
    <message>
        <source>Your keys in {path} could not be read, so every key is the usual one ({error}).</source>
        <translation>无法读取 {path} 中的快捷键，现全部使用原来的快捷键（{error}）。</translation>
    </message>
    <message>
        <source>The keys of “{id}” in {path} are no list of keys and are not used.</source>
        <translation>{path} 中“{id}”的快捷键不是按键列表，未被采用。</translation>
    </message>
    <message>
        <source>Your keys were not saved: {fault}. They count until you quit; change one to try again.</source>
        <translation>快捷键未保存：{fault}。它们在退出前有效；改动任意一个即可再试。</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>想做什么？</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Matching commands</source>
        <translation>匹配的命令</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>偏好设置</translation>
    </message>
    <message>
        <source>Reset {label}</source>
        <translation>恢复默认：{label}</translation>
    </message>
    <message>
        <source>There is no display to open a window on; start Longhand in a desktop session, or use longhand-engine here.</source>
        <translation>没有可以打开窗口的显示器；请在桌面会话中启动 Longhand，或在这里使用 longhand-engine。</translation>
    </message>
    <message>
        <source>The display {display} does not answer.</source>
        <translation>显示器 {display} 没有响应。</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>The engine could not answer; its log has the details.</source>
        <translation>引擎无法回答；详情见日志。</translation>
    </message>
    <message>
        <source>The voice could not be loaded; the log has the details.</source>
        <translation>无法载入声音；详情见日志。</translation>
    </message>
    <message>
        <source>The engine hung and was ended.</source>
        <translation>引擎停止响应，已被结束。</translation>
    </message>
    <message>
        <source>The engine could not be started.</source>
        <translation>无法启动引擎。</translation>
    </message>
    <message>
        <source>The engine ended (code {code}).</source>
        <translation>引擎已结束（代码 {code}）。</translation>
    </message>
    <message>
        <source>The engine ended and is coming back. Nothing was changed; ask again in a moment.</source>
        <translation>引擎已结束，正在恢复。没有改动任何内容；请稍后再试。</translation>
    </message>
    <message>
        <source>This needs the engine, which is off.</source>
        <translation>这需要引擎，引擎已关闭。</translation>
    </message>
    <message>
        <source>The engine is starting; ask again in a moment.</source>
        <translation>引擎正在启动；请稍后再试。</translation>
    </message>
    <message>
        <source>The engine is coming back; ask again in a moment.</source>
        <translation>引擎正在恢复；请稍后再试。</translation>
    </message>
    <message>
        <source>There is no voice to write with.</source>
        <translation>没有可以写作的声音。</translation>
    </message>
    <message>
        <source>Texts (*.md *.txt);;All files (*)</source>
        <translation>文本 (*.md *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>{name} is open in another window and is written there.</source>
        <translation>{name} 已在另一个窗口中打开，请在那里编辑。</translation>
    </message>
    <message>
        <source>Save {title} first?</source>
        <translation>先保存 {title} 吗？</translation>
    </message>
    <message>
        <source>Otherwise what was written since the last save is gone.</source>
        <translation>否则，上次保存之后写的内容会丢失。</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Keep writing</source>
        <translation>继续写作</translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln words for good?</source>
        <translation>
            <numerusform>要永久丢弃这 %Ln 字吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>They are in no file, and nothing brings them back.</source>
        <translation>它们不在任何文件中，丢弃后无法找回。</translation>
    </message>
    <message>
        <source>Discard them</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>{name} is open in another window; close it there, or choose another name.</source>
        <translation>{name} 已在另一个窗口中打开；请先在那里关闭，或另选名称。</translation>
    </message>
    <message>
        <source>Nothing is overwritten until you decide. Your text stays in the window.</source>
        <translation>在你决定之前不会覆盖任何内容。你的文字保留在窗口中。</translation>
    </message>
    <message>
        <source>Save mine as a copy</source>
        <translation>把我的另存为副本</translation>
    </message>
    <message>
        <source>Write it there again</source>
        <translation>重新写到那里</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>查找和替换</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find in this text</source>
        <translation>在正文中查找</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>What to put in its place</source>
        <translation>用来替换的文字</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全字匹配</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message numerus="yes">
        <source>Replaced in %Ln places; Undo brings them back</source>
        <translation>
            <numerusform>已替换 %Ln 处；撤销可恢复</numerusform>
        </translation>
    </message>
    <message>
        <source>{at:,} of {count:,}{more}</source>
        <translation>第 {at:,} 处，共 {count:,}{more} 处</translation>
    </message>
    <message>
        <source>This pattern takes too long; make it simpler.</source>
        <translation>这个模式耗时太久；请写得简单些。</translation>
    </message>
    <message>
        <source>This is no regular expression: {fault}.</source>
        <translation>这不是正则表达式：{fault}。</translation>
    </message>
    <message>
        <source>This replacement cannot be used: {error}.</source>
        <translation>无法使用这个替换内容：{error}。</translation>
    </message>
    <message>
        <source>Writes with a model on this computer. Nothing you write leaves it.
Voice: {voice}. Apache License 2.0.</source>
        <translation>用这台电脑上的模型写作。你写的任何内容都不会离开这台电脑。
声音：{voice}。Apache License 2.0。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The engine is off, so there is nothing to see.</source>
        <translation>引擎已关闭，没有内容可看。</translation>
    </message>
    <message>
        <source>The engine is starting.</source>
        <translation>引擎正在启动。</translation>
    </message>
    <message>
        <source>The engine is coming back; what it saw before is gone.</source>
        <translation>引擎正在恢复；它先前看到的内容已不在。</translation>
    </message>
    <message>
        <source>There is no voice, so there is nothing to see.</source>
        <translation>没有声音，没有内容可看。</translation>
    </message>
    <message>
        <source>the journal was written by a later version of Longhand</source>
        <translation>日志由更新版本的 Longhand 写成</translation>
    </message>
    <message>
        <source>{fault} Every scene is safe. Mend {file} and open the project again, or begin a new outline: the old file is then kept beside it.</source>
        <translation>{fault}所有场景都安全。请修复 {file} 后重新打开项目，或开始新的大纲：旧文件会保留在旁边。</translation>
    </message>
    <message>
        <source>number {number}</source>
        <translation>第 {number} 项</translation>
    </message>
    <message>
        <source>has an id that another beat has</source>
        <translation>的 id 与另一个情节点相同</translation>
    </message>
    <message>
        <source>has no id</source>
        <translation>没有 id</translation>
    </message>
    <message>
        <source>A beat of {file} ({name}) {fault}; it is kept there and not shown.</source>
        <translation>{file} 中的情节点（{name}）{fault}；它保留在文件中，不予显示。</translation>
    </message>
    <message>
        <source>The beat “{name}” names a scene that another beat has; it stays without.</source>
        <translation>情节点“{name}”指向的场景已属于另一个情节点；它暂不关联场景。</translation>
    </message>
    <message>
        <source>The beat “{name}” holds a value that Longhand does not know; it is kept.</source>
        <translation>情节点“{name}”含有 Longhand 不认识的值；已原样保留。</translation>
    </message>
    <message>
        <source>The beat “{title}” lies in nothing that {file} knows; it is shown at the top.</source>
        <translation>情节点“{title}”的上级不在 {file} 中；它显示在最上层。</translation>
    </message>
    <message>
        <source>of an unknown fault</source>
        <translation>原因不明</translation>
    </message>
    <message>
        <source>The new scene was not made: {reason}.</source>
        <translation>新场景没有建成：{reason}。</translation>
    </message>
    <message>
        <source>{folder} is not a folder.</source>
        <translation>{folder} 不是文件夹。</translation>
    </message>
    <message>
        <source>{name} is not a project: it holds neither {file} nor {folder}/.</source>
        <translation>{name} 不是项目：其中既没有 {file}，也没有 {folder}/。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} holds other files; choose an empty folder.</source>
        <translation>{name} 中有其他文件；请选择空文件夹。</translation>
    </message>
    <message>
        <source>The project was not made: {reason}.</source>
        <translation>项目没有建成：{reason}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln scenes found in {folder}/.</source>
        <translation>
            <numerusform>在 {folder}/ 中找到 %Ln 个场景。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Found %Ln scenes that were not in the binder, and put at its end: {names}.</source>
        <translation>
            <numerusform>找到 %Ln 个不在手稿目录中的场景，已放到目录末尾：{names}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{fault} Every scene is safe, and the binder shows them in the order of their files. Mend {file} and open the project again, or go on: the old file is then kept beside a new one.</source>
        <translation>{fault}所有场景都安全，手稿目录按文件顺序显示它们。请修复 {file} 后重新打开项目，或继续使用：旧文件会保留在新文件旁边。</translation>
    </message>
    <message>
        <source>A row of {file} ({name}) {fault}; it is kept there and not shown.</source>
        <translation>{file} 中的一行（{name}）{fault}；它保留在文件中，不予显示。</translation>
    </message>
    <message>
        <source>“{title}” lies in nothing that {file} knows; it is shown at the top.</source>
        <translation>“{title}”的上级不在 {file} 中；它显示在最上层。</translation>
    </message>
    <message>
        <source>has an id that another row has</source>
        <translation>的 id 与另一行相同</translation>
    </message>
    <message>
        <source>is neither a part nor a chapter nor a scene</source>
        <translation>既不是部，也不是章或场景</translation>
    </message>
    <message>
        <source>names a file that another row names</source>
        <translation>指向的文件已属于另一行</translation>
    </message>
    <message>
        <source>names no file</source>
        <translation>没有指明文件</translation>
    </message>
    <message>
        <source>names a file in a way that not every computer understands</source>
        <translation>指明文件的方式并非每台电脑都能识别</translation>
    </message>
    <message>
        <source>names a file outside of {folder}/</source>
        <translation>指向 {folder}/ 以外的文件</translation>
    </message>
    <message>
        <source>names a file that is a link out of the project</source>
        <translation>指向的文件是通往项目外的链接</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the disk quota is used up</source>
        <translation>磁盘配额已用完</translation>
    </message>
    <message>
        <source>it is not allowed there</source>
        <translation>没有写入权限</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>磁盘是只读的</translation>
    </message>
    <message>
        <source>the folder does not exist</source>
        <translation>文件夹不存在</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>这是一个文件夹</translation>
    </message>
    <message>
        <source>{name} mixes several kinds of line ends; saving writes all of them alike.</source>
        <translation>{name} 混用了多种换行符；保存时会统一成一种。</translation>
    </message>
    <message>
        <source>{name} was deleted or moved since you opened it.</source>
        <translation>{name} 在你打开之后被删除或移走了。</translation>
    </message>
    <message>
        <source>{name} was changed by another program since you opened it.</source>
        <translation>{name} 在你打开之后被其他程序改动了。</translation>
    </message>
    <message>
        <source>{name} was not saved: {reason}. Your text is kept in the journal; save it elsewhere or try again.</source>
        <translation>{name} 未保存：{reason}。你的文字保存在日志中；请存到别处，或再试一次。</translation>
    </message>
    <message>
        <source>The file was not saved: {fault}.</source>
        <translation>文件未保存：{fault}。</translation>
    </message>
    <message>
        <source>{name} was written by a later version of Longhand (schema {schema}), so it was left as it is.</source>
        <translation>{name} 由更新版本的 Longhand 写成（格式 {schema}），因此保持原样。</translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was read.</source>
        <translation>{name} 在读取之后被其他程序改动了。</translation>
    </message>
    <message>
        <source>{name} was not saved: {fault}</source>
        <translation>{name} 未保存：{fault}</translation>
    </message>
    <message>
        <source>{name} was not saved: {reason}; it is on the disk as it was before.</source>
        <translation>{name} 未保存：{reason}；磁盘上的文件保持原样。</translation>
    </message>
    <message>
        <source>{name} cannot be read and was left as it is: {fault}.</source>
        <translation>无法读取 {name}，已保持原样：{fault}。</translation>
    </message>
    <message>
        <source>Something went wrong inside Longhand. Your text is safe; the log has the details.</source>
        <translation>Longhand 内部出错了。你的文字是安全的；详情见日志。</translation>
    </message>
    <message>
        <source>Got it ({more} more)</source>
        <translation>知道了（还有 {more} 条）</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>There is no beat yet that something could follow.</source>
        <translation>还没有可以接续的情节点。</translation>
    </message>
    <message>
        <source>Something went wrong, and the beats that came are kept here. Ask again.</source>
        <translation>出错了；已得到的情节点保留在这里。请再试一次。</translation>
    </message>
    <message>
        <source>Stopped; the beats that came are kept here.</source>
        <translation>已停止；已得到的情节点保留在这里。</translation>
    </message>
    <message>
        <source>Beat 1 of {total}…</source>
        <translation>第 1 个情节点，共 {total} 个…</translation>
    </message>
    <message>
        <source>Add suggested beats</source>
        <translation>添加建议的情节点</translation>
    </message>
    <message>
        <source>The voice {name} was not taught this.</source>
        <translation>声音 {name} 没有学过这项任务。</translation>
    </message>
    <message>
        <source>The text in this window is no project.</source>
        <translation>这个窗口中的文字不属于任何项目。</translation>
    </message>
    <message numerus="yes">
        <source>Read {read:,} characters, %Ln scenes known from before; {cut:,} characters did not fit and were left out.</source>
        <translation>
            <numerusform>已读 {read:,} 个字符，其中 %Ln 个场景此前已读过；另有 {cut:,} 个字符放不下，已略去。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Read {read:,} characters, %Ln scenes known from before, all of it.</source>
        <translation>
            <numerusform>已读 {read:,} 个字符，其中 %Ln 个场景此前已读过，全部读完。</numerusform>
        </translation>
    </message>
    <message>
        <source>Read {read:,} characters; {cut:,} characters did not fit and were left out.</source>
        <translation>已读 {read:,} 个字符；另有 {cut:,} 个字符放不下，已略去。</translation>
    </message>
    <message>
        <source>Read {read:,} characters, all of it.</source>
        <translation>已读 {read:,} 个字符，全部读完。</translation>
    </message>
    <message>
        <source>scene {number} of {total}…</source>
        <translation>第 {number} 个场景，共 {total} 个…</translation>
    </message>
    <message>
        <source>scene {number} of {total}, about {seconds} s left…</source>
        <translation>第 {number} 个场景，共 {total} 个，大约还需 {seconds} 秒…</translation>
    </message>
    <message>
        <source>A premise</source>
        <translation>梗概</translation>
    </message>
    <message>
        <source>This scene</source>
        <translation>这个场景</translation>
    </message>
    <message>
        <source>The whole manuscript</source>
        <translation>整部手稿</translation>
    </message>
    <message>
        <source>Free, in acts</source>
        <translation>自由分幕</translation>
    </message>
    <message>
        <source>Beats come here first: Space leaves one out, Return adds the others to the outline.</source>
        <translation>情节点先列在这里：按空格略去一个，按 Return 把其余的加入大纲。</translation>
    </message>
    <message>
        <source>Outline suggestions</source>
        <translation>大纲建议</translation>
    </message>
    <message>
        <source>Make beats of</source>
        <translation>情节点取自</translation>
    </message>
    <message>
        <source>A lighthouse keeper finds a letter addressed to him…</source>
        <translation>灯塔看守人发现了一封写给自己的信…</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>篇幅</translation>
    </message>
    <message>
        <source> words</source>
        <translation> 字</translation>
    </message>
    <message>
        <source>Acts</source>
        <translation>幕数</translation>
    </message>
    <message>
        <source>Suggested beats</source>
        <translation>建议的情节点</translation>
    </message>
    <message>
        <source>Suggest beats</source>
        <translation>建议情节点</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Add to the outline</source>
        <translation>加入大纲</translation>
    </message>
    <message>
        <source>What could follow “{after}”</source>
        <translation>“{after}”之后可能发生什么</translation>
    </message>
    <message>
        <source>After {source}.</source>
        <translation>依据：{source}。</translation>
    </message>
    <message>
        <source>Five acts</source>
        <translation>五幕式</translation>
    </message>
    <message>
        <source>Act one</source>
        <translation>第一幕</translation>
    </message>
    <message>
        <source>Introduction</source>
        <translation>开端</translation>
    </message>
    <message>
        <source>Exciting force</source>
        <translation>激发力量</translation>
    </message>
    <message>
        <source>Act two</source>
        <translation>第二幕</translation>
    </message>
    <message>
        <source>Rise</source>
        <translation>上升</translation>
    </message>
    <message>
        <source>Act three</source>
        <translation>第三幕</translation>
    </message>
    <message>
        <source>Climax</source>
        <translation>高潮</translation>
    </message>
    <message>
        <source>Tragic force</source>
        <translation>悲剧力量</translation>
    </message>
    <message>
        <source>Act four</source>
        <translation>第四幕</translation>
    </message>
    <message>
        <source>Fall</source>
        <translation>下降</translation>
    </message>
    <message>
        <source>Last suspense</source>
        <translation>最后悬念</translation>
    </message>
    <message>
        <source>Act five</source>
        <translation>第五幕</translation>
    </message>
    <message>
        <source>Catastrophe</source>
        <translation>结局</translation>
    </message>
    <message>
        <source>Hero&apos;s journey</source>
        <translation>英雄之旅</translation>
    </message>
    <message>
        <source>Departure</source>
        <translation>启程</translation>
    </message>
    <message>
        <source>Ordinary world</source>
        <translation>平凡世界</translation>
    </message>
    <message>
        <source>Call to adventure</source>
        <translation>冒险的召唤</translation>
    </message>
    <message>
        <source>Refusal of the call</source>
        <translation>拒绝召唤</translation>
    </message>
    <message>
        <source>Meeting the mentor</source>
        <translation>遇见导师</translation>
    </message>
    <message>
        <source>Crossing the threshold</source>
        <translation>跨越门槛</translation>
    </message>
    <message>
        <source>Initiation</source>
        <translation>启蒙</translation>
    </message>
    <message>
        <source>Tests, allies, enemies</source>
        <translation>试炼、盟友、敌人</translation>
    </message>
    <message>
        <source>Approach</source>
        <translation>接近</translation>
    </message>
    <message>
        <source>Ordeal</source>
        <translation>磨难</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>奖赏</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>归来</translation>
    </message>
    <message>
        <source>The road back</source>
        <translation>归途</translation>
    </message>
    <message>
        <source>Resurrection</source>
        <translation>复活</translation>
    </message>
    <message>
        <source>Return with the elixir</source>
        <translation>携灵药归来</translation>
    </message>
    <message>
        <source>Kishotenketsu</source>
        <translation>起承转合</translation>
    </message>
    <message>
        <source>Ki: introduction</source>
        <translation>起：引入</translation>
    </message>
    <message>
        <source>Shō: development</source>
        <translation>承：发展</translation>
    </message>
    <message>
        <source>Ten: turn</source>
        <translation>转：转折</translation>
    </message>
    <message>
        <source>Ketsu: conclusion</source>
        <translation>合：收束</translation>
    </message>
    <message>
        <source>Save the Cat</source>
        <translation>救猫咪</translation>
    </message>
    <message>
        <source>Opening image</source>
        <translation>开场画面</translation>
    </message>
    <message>
        <source>Theme stated</source>
        <translation>点明主题</translation>
    </message>
    <message>
        <source>Set-up</source>
        <translation>铺垫</translation>
    </message>
    <message>
        <source>Catalyst</source>
        <translation>催化事件</translation>
    </message>
    <message>
        <source>Debate</source>
        <translation>犹豫</translation>
    </message>
    <message>
        <source>Break into two</source>
        <translation>进入第二幕</translation>
    </message>
    <message>
        <source>B story</source>
        <translation>副线故事</translation>
    </message>
    <message>
        <source>Fun and games</source>
        <translation>玩闹与游戏</translation>
    </message>
    <message>
        <source>Midpoint</source>
        <translation>中点</translation>
    </message>
    <message>
        <source>Bad guys close in</source>
        <translation>坏人逼近</translation>
    </message>
    <message>
        <source>All is lost</source>
        <translation>一无所有</translation>
    </message>
    <message>
        <source>Dark night of the soul</source>
        <translation>灵魂黑夜</translation>
    </message>
    <message>
        <source>Break into three</source>
        <translation>进入第三幕</translation>
    </message>
    <message>
        <source>Finale</source>
        <translation>终局</translation>
    </message>
    <message>
        <source>Final image</source>
        <translation>终场画面</translation>
    </message>
    <message>
        <source>Three acts</source>
        <translation>三幕式</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>建置</translation>
    </message>
    <message>
        <source>First plot point</source>
        <translation>第一情节转折</translation>
    </message>
    <message>
        <source>Confrontation</source>
        <translation>对抗</translation>
    </message>
    <message>
        <source>Second plot point</source>
        <translation>第二情节转折</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>解决</translation>
    </message>
    <message>
        <source>Act six</source>
        <translation>第六幕</translation>
    </message>
    <message>
        <source>Act seven</source>
        <translation>第七幕</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>No status</source>
        <translation>无状态</translation>
    </message>
    <message>
        <source>Idea</source>
        <translation>构想</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Revised</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>No colour</source>
        <translation>无颜色</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>琥珀色</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>Untitled scene</source>
        <translation>未命名场景</translation>
    </message>
    <message>
        <source>Title of the beat</source>
        <translation>情节点标题</translation>
    </message>
    <message>
        <source>What happens, in a few sentences</source>
        <translation>几句话写出发生了什么</translation>
    </message>
    <message>
        <source>Synopsis</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Words to reach</source>
        <translation>目标字数</translation>
    </message>
    <message>
        <source>No target</source>
        <translation>无目标</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Scene that tells this beat</source>
        <translation>讲述这个情节点的场景</translation>
    </message>
    <message>
        <source>Draft this beat</source>
        <translation>为它写草稿</translation>
    </message>
    <message>
        <source>No scene</source>
        <translation>无场景</translation>
    </message>
    <message>
        <source>A scene that is gone</source>
        <translation>已不存在的场景</translation>
    </message>
    <message>
        <source>{title} (in the trash)</source>
        <translation>{title}（在废纸篓中）</translation>
    </message>
    <message>
        <source>New chapter</source>
        <translation>新章</translation>
    </message>
    <message>
        <source>No scenes yet. Press Ctrl+N to write the first one.</source>
        <translation>还没有场景。按 Ctrl+N 写第一个。</translation>
    </message>
    <message>
        <source>Return opens, F2 renames, Alt+Shift+Up and Down move, Delete puts in the trash, Ctrl+Z undoes, Ctrl+N makes a new scene, Esc goes back to the text.</source>
        <translation>Return 打开，F2 重命名，Alt+Shift+上下箭头移动，Delete 移入废纸篓，Ctrl+Z 撤销，Ctrl+N 新建场景，Esc 回到正文。</translation>
    </message>
    <message>
        <source>Ctrl+N in the binder</source>
        <translation>手稿目录中按 Ctrl+N</translation>
    </message>
    <message>
        <source>Binder of {title}</source>
        <translation>手稿目录：{title}</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回原处</translation>
    </message>
    <message>
        <source>New scene behind it</source>
        <translation>在其后新建场景</translation>
    </message>
    <message>
        <source>Begin a chapter with it</source>
        <translation>由此开始一章</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Put in the trash</source>
        <translation>移入废纸篓</translation>
    </message>
    <message>
        <source>Untitled part</source>
        <translation>未命名的部</translation>
    </message>
    <message>
        <source>Untitled chapter</source>
        <translation>未命名的章</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>废纸篓</translation>
    </message>
    <message>
        <source>The file {file} is not there. The row stays until you put it in the trash.</source>
        <translation>文件 {file} 不在了。这一行会保留，直到你把它移入废纸篓。</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>No beats yet. Press Return to add the first one.</source>
        <translation>还没有情节点。按 Return 添加第一个。</translation>
    </message>
    <message>
        <source>Return adds a beat, F2 edits it, Tab and Shift+Tab move it in and out, Alt+Shift+Up and Down move it, Delete removes it, Ctrl+Z undoes, Esc goes back to the text.</source>
        <translation>Return 添加情节点，F2 编辑，Tab 和 Shift+Tab 调整层级，Alt+Shift+上下箭头移动，Delete 删除，Ctrl+Z 撤销，Esc 回到正文。</translation>
    </message>
    <message>
        <source>Move beat up</source>
        <translation>上移情节点</translation>
    </message>
    <message>
        <source>Move beat down</source>
        <translation>下移情节点</translation>
    </message>
    <message>
        <source>Move beat in</source>
        <translation>降低情节点层级</translation>
    </message>
    <message>
        <source>Move beat out</source>
        <translation>提升情节点层级</translation>
    </message>
    <message>
        <source>Add beat</source>
        <translation>添加情节点</translation>
    </message>
    <message>
        <source>Remove beat</source>
        <translation>删除情节点</translation>
    </message>
    <message>
        <source>Move beat</source>
        <translation>移动情节点</translation>
    </message>
    <message>
        <source>Change {field}</source>
        <translation>修改 {field}</translation>
    </message>
    <message>
        <source>Untitled beat</source>
        <translation>未命名情节点</translation>
    </message>
    <message>
        <source>Side panel</source>
        <translation>侧边面板</translation>
    </message>
    <message>
        <source>Show {title}</source>
        <translation>显示{title}</translation>
    </message>
    <message>
        <source>Change the binder</source>
        <translation>改动手稿目录</translation>
    </message>
    <message>
        <source>The engine is not running.</source>
        <translation>引擎没有运行。</translation>
    </message>
    <message>
        <source>The engine does not fit this window: {error}</source>
        <translation>引擎与这个窗口不匹配：{error}</translation>
    </message>
    <message>
        <source>The engine was not ready in time and was ended.</source>
        <translation>引擎没有及时就绪，已被结束。</translation>
    </message>
    <message>
        <source>The outline is not saved. Let go of it?</source>
        <translation>大纲还没有保存。要放弃它吗？</translation>
    </message>
    <message>
        <source>What you changed in it since it was saved last would be gone.</source>
        <translation>上次保存之后对大纲的改动会丢失。</translation>
    </message>
    <message>
        <source>Let it go</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>The outline was not saved. {error}</source>
        <translation>大纲未保存。{error}</translation>
    </message>
    <message>
        <source>Your beats stay in this window; nothing is overwritten until you decide.</source>
        <translation>你的情节点保留在窗口中；在你决定之前不会覆盖任何内容。</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>稍后决定</translation>
    </message>
    <message>
        <source>Write mine</source>
        <translation>写入我的</translation>
    </message>
    <message>
        <source>Take the other one</source>
        <translation>采用另一份</translation>
    </message>
    <message>
        <source>Beats are kept in a project: make one with Project, New project.</source>
        <translation>情节点保存在项目中：请用“项目”菜单的“新建项目”创建一个。</translation>
    </message>
    <message>
        <source>Scene 1</source>
        <translation>场景 1</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>The scene of this beat, “{title}”, is in the trash. Put it back, or choose another scene for the beat.</source>
        <translation>这个情节点的场景“{title}”在废纸篓中。请把它放回原处，或为情节点另选一个场景。</translation>
    </message>
    <message>
        <source>Give the beat a scene</source>
        <translation>为情节点建立场景</translation>
    </message>
    <message>
        <source>The scene of this beat is gone from the project; choose another one for it.</source>
        <translation>这个情节点的场景已不在项目中；请另选一个。</translation>
    </message>
    <message>
        <source>The file of “{title}” is gone: {file}. Put it back there and open the scene again, or put the scene in the trash.</source>
        <translation>“{title}”的文件不在了：{file}。请把它放回那里再打开场景，或把场景移入废纸篓。</translation>
    </message>
    <message>
        <source>{reason} The binder shows it as it is there now.</source>
        <translation>{reason}手稿目录现在按磁盘上的内容显示。</translation>
    </message>
    <message>
        <source>Text that was not saved</source>
        <translation>未保存的文字</translation>
    </message>
    <message>
        <source>Longhand ended before this text was saved. It was kept in the journal.</source>
        <translation>Longhand 在这些文字保存之前结束了。它们保留在日志中。</translation>
    </message>
    <message>
        <source>Texts found</source>
        <translation>找到的文字</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Keep for later</source>
        <translation>留待以后</translation>
    </message>
    <message>
        <source>Discard this text</source>
        <translation>丢弃这些文字</translation>
    </message>
    <message>
        <source>dd MMMM yyyy, HH:mm</source>
        <translation>yyyy 年 M 月 d 日 HH:mm</translation>
    </message>
    <message>
        <source>The voice had nothing to say to this.</source>
        <translation>声音对此没有话说。</translation>
    </message>
    <message>
        <source>Nothing to change.</source>
        <translation>无需改动。</translation>
    </message>
    <message>
        <source>Breaks off.</source>
        <translation>在中途断了。</translation>
    </message>
    <message>
        <source>Gone: {lost}</source>
        <translation>丢失：{lost}</translation>
    </message>
    <message>
        <source>Take {number}: {text}</source>
        <translation>第 {number} 稿：{text}</translation>
    </message>
    <message>
        <source>Gone: {lost}.</source>
        <translation>丢失：{lost}。</translation>
    </message>
    <message>
        <source>There is nothing here to rewrite: select some text first.</source>
        <translation>这里没有可以改写的内容：请先选择一些文字。</translation>
    </message>
    <message>
        <source>A rewrite takes up to {most:,} words; {words:,} are selected.</source>
        <translation>一次最多改写 {most:,} 字；已选择 {words:,} 字。</translation>
    </message>
    <message>
        <source>The text changed, so the rewrite was closed; nothing was replaced.</source>
        <translation>正文有改动，改写已关闭；没有替换任何内容。</translation>
    </message>
    <message>
        <source>Your own instruction</source>
        <translation>你自己的指令</translation>
    </message>
    <message>
        <source>Mend slips, keep the words</source>
        <translation>修正疏漏，保留用词</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to polish text.</source>
        <translation>声音 {name} 没有学过润色。</translation>
    </message>
    <message>
        <source>Say it at more length</source>
        <translation>说得更详细</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to expand text.</source>
        <translation>声音 {name} 没有学过扩写。</translation>
    </message>
    <message>
        <source>Say it in fewer words</source>
        <translation>说得更简短</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to shorten text.</source>
        <translation>声音 {name} 没有学过缩写。</translation>
    </message>
    <message>
        <source>Say it in other words</source>
        <translation>换别的话来说</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to rephrase text.</source>
        <translation>声音 {name} 没有学过换种说法。</translation>
    </message>
    <message>
        <source>Add a description after it</source>
        <translation>在其后添加描写</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to write descriptions.</source>
        <translation>声音 {name} 没有学过描写。</translation>
    </message>
    <message>
        <source>Add speech after it</source>
        <translation>在其后添加对话</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to write dialogue.</source>
        <translation>声音 {name} 没有学过写对话。</translation>
    </message>
    <message>
        <source>Say what is to be done</source>
        <translation>说明要做什么</translation>
    </message>
    <message>
        <source>The voice {name} was not taught to follow an instruction.</source>
        <translation>声音 {name} 没有学过按指令改写。</translation>
    </message>
    <message>
        <source>The voice {name} does not know this script, so it cannot rewrite the passage.</source>
        <translation>声音 {name} 不认识这种文字，无法改写这段。</translation>
    </message>
    <message>
        <source>Your prompts in {path} could not be read; mend or move that file.</source>
        <translation>无法读取 {path} 中的提示；请修复或移走那个文件。</translation>
    </message>
    <message>
        <source>Your prompts were not saved: {fault}. They stay in this window; change one to try again.</source>
        <translation>提示未保存：{fault}。它们保留在这个窗口中；改动任意一个即可再试。</translation>
    </message>
    <message>
        <source>One letter chooses · Esc leaves</source>
        <translation>按字母选择 · Esc 离开</translation>
    </message>
    <message>
        <source>Tab or a number chooses · Enter applies · R asks again · Esc leaves</source>
        <translation>Tab 或数字选择 · Enter 采用 · R 再写 · Esc 离开</translation>
    </message>
    <message>
        <source>← → goes through the changes · Space refuses one</source>
        <translation>← → 逐处查看改动 · 空格不采用这一处</translation>
    </message>
    <message>
        <source>Your prompt</source>
        <translation>你的提示</translation>
    </message>
    <message>
        <source>Alt+Up back to the takes</source>
        <translation>Alt+↑ 回到各稿</translation>
    </message>
    <message>
        <source>Rewrite {length}</source>
        <translation>改写 {length}</translation>
    </message>
    <message>
        <source>take {number} of {total}</source>
        <translation>第 {number} 稿，共 {total} 稿</translation>
    </message>
    <message>
        <source>try {number} of {total}</source>
        <translation>第 {number} 次，共 {total} 次</translation>
    </message>
    <message>
        <source>{done} of {total} paragraphs done, the rest stays as it is</source>
        <translation>已完成 {done} 段，共 {total} 段，其余保持原样</translation>
    </message>
    <message>
        <source>writing…</source>
        <translation>正在写…</translation>
    </message>
    <message>
        <source>paragraph {number} of {total}</source>
        <translation>第 {number} 段，共 {total} 段</translation>
    </message>
    <message>
        <source>paragraph {number} of {total}, about {seconds} s left</source>
        <translation>第 {number} 段，共 {total} 段，大约还需 {seconds} 秒</translation>
    </message>
    <message>
        <source>Rewrite</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>What is to be done with it?</source>
        <translation>要怎样处理这段文字？</translation>
    </message>
    <message>
        <source>Return asks · Esc goes back</source>
        <translation>Return 提交 · Esc 返回</translation>
    </message>
    <message>
        <source>Your prompts in {path} could not be read ({error}).</source>
        <translation>无法读取 {path} 中的提示（{error}）。</translation>
    </message>
    <message>
        <source>Your prompts in {path} have a form that this version does not know; the file is left as it is.</source>
        <translation>{path} 中的提示采用了这个版本不认识的格式；文件保持原样。</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>新提示</translation>
    </message>
    <message>
        <source>Untitled prompt</source>
        <translation>未命名提示</translation>
    </message>
    <message>
        <source>In the text, {names} stand for what they name. A number chooses the prompt in a rewrite.</source>
        <translation>在提示中，{names} 代表它们所指的文字。改写时按数字选用提示。</translation>
    </message>
    <message>
        <source>Rewrite prompts</source>
        <translation>改写提示</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Name of the prompt</source>
        <translation>提示名称</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>提示内容</translation>
    </message>
    <message>
        <source>Say this as a neighbour would tell it: {selection}</source>
        <translation>像邻居聊天那样说出来：{selection}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>no other take came</source>
        <translation>没有写出别的稿</translation>
    </message>
    <message>
        <source>Write a few words first; a suggestion continues them.</source>
        <translation>请先写几个字；续写建议会接着写下去。</translation>
    </message>
    <message>
        <source>take {label}</source>
        <translation>第 {label} 稿</translation>
    </message>
    <message>
        <source>draft: {take} takes a paragraph, {leave} leaves the rest</source>
        <translation>草稿：{take} 采纳一段，{leave} 不要其余的</translation>
    </message>
    <message>
        <source>Other open models can write here too: choose a folder that holds one, or one of this list. The internet is used only once you press Look it up or Add this model beside it, and only to fetch.</source>
        <translation>其他开放模型也可以在这里写作：请选择含有模型的文件夹，或从列表中选一个。只有按下旁边的“查询”或“添加这个模型”才会连接互联网，而且只用于下载。</translation>
    </message>
    <message>
        <source>no licence is stated</source>
        <translation>没有注明许可证</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>A model that continues a text, of {millions:,.0f} million parameters.</source>
        <translation>续写文字的模型，{millions:,.0f}M 参数。</translation>
    </message>
    <message>
        <source>A model that follows instructions, of {millions:,.0f} million parameters.</source>
        <translation>按指令写作的模型，{millions:,.0f}M 参数。</translation>
    </message>
    <message>
        <source>A model that continues, rewrites, outlines, of {millions:,.0f} million parameters.</source>
        <translation>能续写、改写、列大纲的模型，{millions:,.0f}M 参数。</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Models worth having</source>
        <translation>值得拥有的模型</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Name on the hub</source>
        <translation>Hub 上的名称</translation>
    </message>
    <message>
        <source>Name on the Hugging Face hub, such as maker/model</source>
        <translation>Hugging Face Hub 上的名称，例如 maker/model</translation>
    </message>
    <message>
        <source>Look it up</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>This asks the Hugging Face hub over the internet.</source>
        <translation>将通过互联网向 Hugging Face Hub 查询。</translation>
    </message>
    <message>
        <source>Add this model</source>
        <translation>添加这个模型</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>What this model is</source>
        <translation>这个模型的情况</translation>
    </message>
    <message>
        <source>What it takes</source>
        <translation>所需资源</translation>
    </message>
    <message>
        <source>While it writes</source>
        <translation>写作时</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Adding a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Or from this computer</source>
        <translation>或者取自这台电脑</translation>
    </message>
    <message>
        <source>{repo}: {parameters:,} million parameters, about {size} to download; it needs {memory:.1f} GB of memory while it is added.</source>
        <translation>{repo}：{parameters:,}M 参数，下载约 {size}；添加时需要 {memory:.1f} GB 内存。</translation>
    </message>
    <message>
        <source>needs {memory} GB</source>
        <translation>需要 {memory} GB</translation>
    </message>
    <message>
        <source>needs {memory:.0f} GB while it is added</source>
        <translation>添加时需要 {memory:.0f} GB</translation>
    </message>
    <message>
        <source>about {words:,.0f} words a second</source>
        <translation>每秒约 {words:,.0f} 个词</translation>
    </message>
    <message>
        <source>Adding it needs {memory} of memory ({free_memory} are free) and {disk} on disk ({free_disk} are free).</source>
        <translation>添加它需要 {memory} 内存（可用 {free_memory}）和 {disk} 磁盘空间（可用 {free_disk}）。</translation>
    </message>
    <message>
        <source>{repo} asks its users to accept terms on its own site first, so Longhand cannot download it. Download it there and choose its folder.</source>
        <translation>{repo} 要求用户先在其网站上接受条款，Longhand 因此无法下载。请在那里下载后选择其文件夹。</translation>
    </message>
    <message>
        <source>licence: {licence}</source>
        <translation>许可证：{licence}</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>{millions:,.0f} million parameters</source>
        <translation>{millions:,.0f}M 参数</translation>
    </message>
    <message>
        <source>Adding the model…</source>
        <translation>正在添加模型…</translation>
    </message>
    <message>
        <source>Asking the hub for {repo}…</source>
        <translation>正在向 Hub 查询 {repo}…</translation>
    </message>
    <message>
        <source>Downloading…</source>
        <translation>正在下载…</translation>
    </message>
    <message>
        <source>Finding out what it takes…</source>
        <translation>正在估算所需资源…</translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation>模型所在的文件夹</translation>
    </message>
    <message>
        <source>{name} is in place; choose it on the page Voices.</source>
        <translation>{name} 已就位；请在“声音”页选用它。</translation>
    </message>
    <message>
        <source>Drop books or folders here, or add them below.
Word, OpenDocument, EPUB, Markdown, text.</source>
        <translation>把书或文件夹拖到这里，或在下面添加。
Word、OpenDocument、EPUB、Markdown、纯文本。</translation>
    </message>
    <message>
        <source>Books</source>
        <translation>书</translation>
    </message>
    <message>
        <source>Books (*.docx *.odt *.epub *.html *.rtf *.md *.txt);;All files (*)</source>
        <translation>书 (*.docx *.odt *.epub *.html *.rtf *.md *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Reading the books…</source>
        <translation>正在读书…</translation>
    </message>
    <message>
        <source>Add books</source>
        <translation>添加书</translation>
    </message>
    <message>
        <source>Add a folder of books</source>
        <translation>添加书的文件夹</translation>
    </message>
    <message>
        <source>Once a voice of yours has learned, you can compare it here with the one it was made from.</source>
        <translation>等你的声音学习过之后，可以在这里把它与原来的声音比较。</translation>
    </message>
    <message>
        <source>Which goes on more as you would? 1 or 2 chooses, 0 means neither, Backspace goes back.</source>
        <translation>哪一个更像你会写的？按 1 或 2 选择，0 表示都不像，Backspace 返回上一个。</translation>
    </message>
    <message>
        <source>Before: the one it was made from</source>
        <translation>之前：原来的声音</translation>
    </message>
    <message>
        <source>After: your voice</source>
        <translation>之后：你的声音</translation>
    </message>
    <message>
        <source>your voice</source>
        <translation>你的声音</translation>
    </message>
    <message>
        <source>the one it was made from</source>
        <translation>原来的声音</translation>
    </message>
    <message>
        <source>neither</source>
        <translation>都不像</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Voice to compare</source>
        <translation>要比较的声音</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比较内容</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>对照组</translation>
    </message>
    <message>
        <source>You wrote</source>
        <translation>你写的</translation>
    </message>
    <message>
        <source>You chose</source>
        <translation>你选的</translation>
    </message>
    <message>
        <source>0  Neither</source>
        <translation>0  都不像</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Begin again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Pair {number} of {total}</source>
        <translation>第 {number} 组，共 {total} 组</translation>
    </message>
    <message>
        <source>{name} · you chose this</source>
        <translation>{name} · 你选了这个</translation>
    </message>
    <message>
        <source>Your choices were not saved: {fault}. They count until this window is closed.</source>
        <translation>你的选择未保存：{fault}。它们在关闭这个窗口之前有效。</translation>
    </message>
    <message>
        <source>This run has no pairs to compare.</source>
        <translation>这次训练没有可比较的对照组。</translation>
    </message>
    <message>
        <source>Minutes of learning</source>
        <translation>学习分钟数</translation>
    </message>
    <message>
        <source>Surprise (lower is better)</source>
        <translation>意外度（越低越好）</translation>
    </message>
    <message>
        <source>Surprise is how little the voice foresaw of a text. It falls while the voice learns; what counts are the chapters kept back, which it never read.</source>
        <translation>意外度指声音对一段文字有多少没有料到。它随学习而下降；要看的是留出的章节，声音从未读过它们。</translation>
    </message>
    <message>
        <source>books it learns from</source>
        <translation>用来学习的书</translation>
    </message>
    <message>
        <source>chapters kept back</source>
        <translation>留出的章节</translation>
    </message>
    <message>
        <source>Curves of learning</source>
        <translation>学习曲线</translation>
    </message>
    <message>
        <source>Surprise by the chapters kept back went from {first:.2f} to {last:.2f}.</source>
        <translation>留出章节的意外度从 {first:.2f} 变为 {last:.2f}。</translation>
    </message>
    <message>
        <source>Voices need the engine, which is off.</source>
        <translation>声音需要引擎，引擎已关闭。</translation>
    </message>
    <message>
        <source>This voice could not be opened; the log has the details.</source>
        <translation>无法打开这个声音；详情见日志。</translation>
    </message>
    <message>
        <source>The voice {name} cannot be used, so the included one writes. {reason}</source>
        <translation>声音 {name} 无法使用，现由自带的声音写作。{reason}</translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation>正在检查文件…</translation>
    </message>
    <message>
        <source>{name} writes from now on.</source>
        <translation>从现在起由 {name} 写作。</translation>
    </message>
    <message numerus="yes">
        <source>{name}: all %Ln files are as they were made, and it opens.</source>
        <translation>
            <numerusform>{name}：全部 %Ln 个文件都与制作时一致，并且能够打开。</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete the voice {name}?</source>
        <translation>要删除声音 {name} 吗？</translation>
    </message>
    <message>
        <source>This frees {size}. What you wrote with it stays.</source>
        <translation>将腾出 {size}。你用它写的内容会保留。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>{name} was deleted.</source>
        <translation>{name} 已删除。</translation>
    </message>
    <message>
        <source>5 minutes of learning, about 10 in all</source>
        <translation>学习 5 分钟，共约 10 分钟</translation>
    </message>
    <message>
        <source>15 minutes of learning, about 20 in all</source>
        <translation>学习 15 分钟，共约 20 分钟</translation>
    </message>
    <message>
        <source>1 hour of learning, a little more in all</source>
        <translation>学习 1 小时，共略多于 1 小时</translation>
    </message>
    <message>
        <source>Another time</source>
        <translation>其他时长</translation>
    </message>
    <message>
        <source>A voice learns from what you wrote. Everything stays on this computer; the copy of your books that it reads can be deleted afterwards.</source>
        <translation>声音从你写的内容中学习。一切都留在这台电脑上；它读取的书的副本之后可以删除。</translation>
    </message>
    <message>
        <source>New voice</source>
        <translation>新声音</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add this project</source>
        <translation>添加这个项目</translation>
    </message>
    <message>
        <source>My voice</source>
        <translation>我的声音</translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation>起始声音</translation>
    </message>
    <message>
        <source>Time to learn</source>
        <translation>学习时长</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Leave out e-mail addresses and telephone numbers</source>
        <translation>略去电子邮件地址和电话号码</translation>
    </message>
    <message>
        <source>Names to leave out, with commas between them</source>
        <translation>要略去的名字，用逗号分隔</translation>
    </message>
    <message>
        <source>Read the books</source>
        <translation>读取这些书</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>还缺什么</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>章数</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>略去的内容</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>例如</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Choose other books</source>
        <translation>另选书籍</translation>
    </message>
    <message numerus="yes">
        <source>%Ln books left the list; nothing was deleted on disk.</source>
        <translation>
            <numerusform>%Ln 本书已移出列表；磁盘上没有删除任何内容。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} left the list; nothing was deleted on disk.</source>
        <translation>{name} 已移出列表；磁盘上没有删除任何内容。</translation>
    </message>
    <message>
        <source>Install the training parts first.</source>
        <translation>请先安装训练组件。</translation>
    </message>
    <message>
        <source>Add a book first.</source>
        <translation>请先添加一本书。</translation>
    </message>
    <message>
        <source>Give the voice a name first.</source>
        <translation>请先给声音取个名字。</translation>
    </message>
    <message>
        <source>There is no voice on this computer that can learn.</source>
        <translation>这台电脑上没有能够学习的声音。</translation>
    </message>
    <message>
        <source>{words} to learn from, {kept} kept back to prove what was learned.</source>
        <translation>{words}用来学习，{kept}留出，用来检验学到了什么。</translation>
    </message>
    <message numerus="yes">
        <source>Neither, all %Ln times: there is nothing to tell the two apart by.</source>
        <translation>
            <numerusform>%Ln 次全都选了“都不像”：没有可以分辨两者的依据。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs are too few to tell</source>
        <translation>
            <numerusform>%Ln 组太少，看不出差别</numerusform>
        </translation>
    </message>
    <message>
        <source>no difference that counts; {least} of {n_pairs} would be one</source>
        <translation>没有值得在意的差别；{n_pairs} 组中要有 {least} 组才算</translation>
    </message>
    <message numerus="yes">
        <source>{more} to {less} for your voice, and %Ln times neither.</source>
        <translation>
            <numerusform>{more} 比 {less}，你的声音胜出，另有 %Ln 次都不像。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{more} to {less} for the one it was made from, and %Ln times neither.</source>
        <translation>
            <numerusform>{more} 比 {less}，原来的声音胜出，另有 %Ln 次都不像。</numerusform>
        </translation>
    </message>
    <message>
        <source>{more} to {less} for your voice.</source>
        <translation>{more} 比 {less}，你的声音胜出。</translation>
    </message>
    <message>
        <source>{more} to {less} for the one it was made from.</source>
        <translation>{more} 比 {less}，原来的声音胜出。</translation>
    </message>
    <message>
        <source>{voice} to {base}: {verdict}.</source>
        <translation>{voice} 比 {base}：{verdict}。</translation>
    </message>
    <message numerus="yes">
        <source>{voice} to {base}, and %Ln times neither: {verdict}.</source>
        <translation>
            <numerusform>{voice} 比 {base}，另有 %Ln 次都不像：{verdict}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Way on {key}</source>
        <translation>接法 {key}</translation>
    </message>
    <message>
        <source>{key}  Choose this</source>
        <translation>{key}  选这个</translation>
    </message>
    <message>
        <source>And it goes on</source>
        <translation>接下来是</translation>
    </message>
    <message>
        <source>To learn from your books and to add models, Longhand needs more parts than it came with. They come from the internet, once; your texts stay here.</source>
        <translation>要从你的书中学习、要添加模型，Longhand 需要自带之外的组件。它们从互联网下载一次；你的文字留在这里。</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Training parts</source>
        <translation>训练组件</translation>
    </message>
    <message>
        <source>Training parts are missing</source>
        <translation>缺少训练组件</translation>
    </message>
    <message>
        <source>Download and install {size}</source>
        <translation>下载并安装 {size}</translation>
    </message>
    <message>
        <source>Download: {download}, on disk: {disk}.</source>
        <translation>下载：{download}，占用磁盘：{disk}。</translation>
    </message>
    <message>
        <source>Installing…</source>
        <translation>正在安装…</translation>
    </message>
    <message>
        <source>The training parts are installed.</source>
        <translation>训练组件已安装。</translation>
    </message>
    <message>
        <source>Opening the voice…</source>
        <translation>正在打开声音…</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>training waits</source>
        <translation>训练：等待中</translation>
    </message>
    <message>
        <source>training: getting ready</source>
        <translation>训练：正在准备</translation>
    </message>
    <message>
        <source>training: making the voice</source>
        <translation>训练：正在制作声音</translation>
    </message>
    <message>
        <source>training pauses…</source>
        <translation>训练：正在暂停…</translation>
    </message>
    <message>
        <source>Paused. It goes on from here, also on another day.</source>
        <translation>已暂停。随时可以从这里继续，改天也行。</translation>
    </message>
    <message>
        <source>Learning was interrupted; what was learned is safe. Go on picks it up again.</source>
        <translation>学习中断了；学到的内容是安全的。按“继续”可以接着学。</translation>
    </message>
    <message>
        <source>Another run learns now; this one can go on once that one is paused or done.</source>
        <translation>另一个训练正在学习；等它暂停或完成后，这个才能继续。</translation>
    </message>
    <message>
        <source>Your voice {name} is ready: it {proof}.</source>
        <translation>你的声音 {name} 已就绪：{proof}。</translation>
    </message>
    <message>
        <source>The copy of your books in it goes; the books themselves are not touched.</source>
        <translation>其中你的书的副本会删除；书本身不受影响。</translation>
    </message>
    <message>
        <source>Delete what was read and learned for {name}?</source>
        <translation>要删除为 {name} 读取和学到的内容吗？</translation>
    </message>
    <message>
        <source>training {percent:.0f}%</source>
        <translation>训练 {percent:.0f}%</translation>
    </message>
    <message>
        <source>Nothing was learned yet. Make a voice of your own books on the page New voice.</source>
        <translation>还没有学过什么。请在“新声音”页用你自己的书制作声音。</translation>
    </message>
    <message>
        <source>Delete with everything that was read…</source>
        <translation>连同读取的内容一起删除…</translation>
    </message>
    <message>
        <source>Stop and delete…</source>
        <translation>停止并删除…</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Where it stands</source>
        <translation>进展</translation>
    </message>
    <message>
        <source>Learns from</source>
        <translation>学习内容</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>正在做什么</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Use this voice</source>
        <translation>使用这个声音</translation>
    </message>
    <message>
        <source>Made from {base}</source>
        <translation>取自 {base}</translation>
    </message>
    <message>
        <source>made from {base}</source>
        <translation>取自 {base}</translation>
    </message>
    <message>
        <source>{time} of learning</source>
        <translation>学习 {time}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>大约还需 {time}</translation>
    </message>
    <message>
        <source>{words:,.0f} words a second</source>
        <translation>每秒 {words:,.0f} 个词</translation>
    </message>
    <message>
        <source>{size} of memory</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <source>Waits until the training is paused or done.</source>
        <translation>等待训练暂停或完成。</translation>
    </message>
    <message>
        <source>Waits until the model&apos;s folder was looked at.</source>
        <translation>等待模型文件夹检查完毕。</translation>
    </message>
    <message>
        <source>Waits until the model was added.</source>
        <translation>等待模型添加完毕。</translation>
    </message>
    <message>
        <source>Waits until the training parts are installed.</source>
        <translation>等待训练组件安装完毕。</translation>
    </message>
    <message>
        <source>Looking for voices…</source>
        <translation>正在查找声音…</translation>
    </message>
    <message>
        <source>Voices</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>What it gives you</source>
        <translation>它能给你什么</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Why not</source>
        <translation>为什么不能</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>It came with Longhand.</source>
        <translation>Longhand 自带。</translation>
    </message>
    <message>
        <source>You added it.</source>
        <translation>由你添加。</translation>
    </message>
    <message>
        <source>Made from {base} on {words} of yours.</source>
        <translation>取自 {base}，学习了你的 {words}。</translation>
    </message>
    <message>
        <source>Made from {base} on {words} of yours; {proof}.</source>
        <translation>取自 {base}，学习了你的 {words}；{proof}。</translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translation>文件夹：{folder}</translation>
    </message>
    <message>
        <source>Precision: {precision}</source>
        <translation>精度：{precision}</translation>
    </message>
    <message>
        <source>Bits per byte of your chapters: {before:.3f} before, {after:.3f} after</source>
        <translation>你的章节每字节所需位数：之前 {before:.3f}，之后 {after:.3f}</translation>
    </message>
    <message>
        <source>It came with Longhand: it keeps its name and cannot be deleted.</source>
        <translation>Longhand 自带：名称不能更改，也不能删除。</translation>
    </message>
    <message>
        <source>It is in use; choose another voice before you delete it.</source>
        <translation>正在使用；请先选用另一个声音再删除它。</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Getting ready: reading the books</source>
        <translation>正在准备：读取书籍</translation>
    </message>
    <message>
        <source>Getting ready: opening the voice it begins with</source>
        <translation>正在准备：打开起始声音</translation>
    </message>
    <message>
        <source>Getting ready: finding out how well that voice knows you already</source>
        <translation>正在准备：看这个声音原本有多了解你</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>正在学习</translation>
    </message>
    <message>
        <source>Making the voice: choosing how much of what was learned to keep</source>
        <translation>正在制作声音：选择保留多少学到的内容</translation>
    </message>
    <message>
        <source>Making the voice: putting it into a form that writes fast</source>
        <translation>正在制作声音：转成写得快的形式</translation>
    </message>
    <message>
        <source>Making the voice: proving it on the chapters that were kept back</source>
        <translation>正在制作声音：用留出的章节检验</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>正在处理</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>正在复制</translation>
    </message>
    <message>
        <source>Installing</source>
        <translation>正在安装</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Reading the model</source>
        <translation>正在读取模型</translation>
    </message>
    <message>
        <source>Putting it into a form that writes fast</source>
        <translation>转成写得快的形式</translation>
    </message>
    <message>
        <source>Comparing it with the original</source>
        <translation>与原模型比较</translation>
    </message>
    <message>
        <source>Trying how small it may become</source>
        <translation>尝试能缩到多小</translation>
    </message>
    <message>
        <source>Putting it in place</source>
        <translation>放到位</translation>
    </message>
    <message>
        <source>Nothing it wrote in a test was copied from your books.</source>
        <translation>测试中它写的内容没有一句抄自你的书。</translation>
    </message>
    <message>
        <source>{size:.1f} GB</source>
        <translation>{size:.1f} GB</translation>
    </message>
    <message>
        <source>{size:.0f} MB</source>
        <translation>{size:.0f} MB</translation>
    </message>
    <message>
        <source>{size:.0f} KB</source>
        <translation>{size:.0f} KB</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>foresees your own chapters as well as before</source>
        <translation>对你的章节的预测与之前一样好</translation>
    </message>
    <message>
        <source>foresees your own chapters {percent:.1f}% worse</source>
        <translation>对你的章节的预测变差 {percent:.1f}%</translation>
    </message>
    <message>
        <source>foresees your own chapters {percent:.1f}% better</source>
        <translation>对你的章节的预测提高 {percent:.1f}%</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}：{done} / {total}</translation>
    </message>
    <message>
        <source>Making the voice: {step}</source>
        <translation>正在制作声音：{step}</translation>
    </message>
    <message>
        <source>Putting what was read together</source>
        <translation>正在汇总读取的内容</translation>
    </message>
    <message>
        <source>Looking through {book}</source>
        <translation>正在浏览 {book}</translation>
    </message>
    <message>
        <source>Reading {book}</source>
        <translation>正在读取 {book}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>learning, {percent}</source>
        <translation>学习中，{percent}</translation>
    </message>
    <message>
        <source>making the voice</source>
        <translation>正在制作声音</translation>
    </message>
    <message>
        <source>pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>ready to use</source>
        <translation>可以使用</translation>
    </message>
    <message>
        <source>made; its voice was deleted</source>
        <translation>已制成；其声音已删除</translation>
    </message>
    <message>
        <source>not offered</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>learned; not made yet</source>
        <translation>已学完；尚未制作</translation>
    </message>
    <message>
        <source>paused at {percent}</source>
        <translation>已暂停在 {percent}</translation>
    </message>
    <message>
        <source>read, not begun</source>
        <translation>已读取，尚未开始</translation>
    </message>
    <message>
        <source>{percent:.1f}% of the words it wrote in a test stand so in your books.</source>
        <translation>测试中它写的词有 {percent:.1f}% 与你书中的原文相同。</translation>
    </message>
    <message>
        <source>Ready: {name} {proof}.</source>
        <translation>已就绪：{name}，{proof}。</translation>
    </message>
    <message>
        <source>Texts by others it foresees as before.</source>
        <translation>对他人文字的预测与之前一样。</translation>
    </message>
    <message>
        <source>Texts by others it foresees {percent:.1f}% better.</source>
        <translation>对他人文字的预测提高 {percent:.1f}%。</translation>
    </message>
    <message>
        <source>Texts by others it foresees {percent:.1f}% worse.</source>
        <translation>对他人文字的预测变差 {percent:.1f}%。</translation>
    </message>
    <message>
        <source>continues a text</source>
        <translation>续写文字</translation>
    </message>
    <message>
        <source>follows instructions</source>
        <translation>按指令写作</translation>
    </message>
    <message>
        <source>continues, rewrites, outlines</source>
        <translation>续写、改写、列大纲</translation>
    </message>
    <message>
        <source>as small as can be</source>
        <translation>尽可能小</translation>
    </message>
    <message>
        <source>small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>half size</source>
        <translation>一半大小</translation>
    </message>
    <message>
        <source>full size</source>
        <translation>原大小</translation>
    </message>
    <message>
        <source>{name}: how far</source>
        <translation>{name}：进度</translation>
    </message>
    <message>
        <source>{work}, about {time} left…</source>
        <translation>{work}，大约还需 {time}…</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>The part of Longhand that makes voices does not start.</source>
        <translation>Longhand 制作声音的部分无法启动。</translation>
    </message>
    <message>
        <source>This could not be done; the log has the details.</source>
        <translation>没有做成；详情见日志。</translation>
    </message>
    <message>
        <source>Source Serif (included)</source>
        <translation>Source Serif（自带）</translation>
    </message>
    <message>
        <source>Source Sans (included)</source>
        <translation>Source Sans（自带）</translation>
    </message>
    <message>
        <source>No headings yet. A line that begins with # and a space is one.</source>
        <translation>还没有标题。以 # 和空格开头的一行就是标题。</translation>
    </message>
    <message>
        <source>{title}, heading {level}</source>
        <translation>{title}，{level} 级标题</translation>
    </message>
    <message>
        <source>{name} is no text (.md, .txt) and no project folder, so it was not opened.</source>
        <translation>{name} 不是文本（.md、.txt），也不是项目文件夹，没有打开。</translation>
    </message>
    <message>
        <source>One text opens at a time: {name}.</source>
        <translation>一次打开一份文字：{name}。</translation>
    </message>
    <message>
        <source>{name} was not opened again: {reason}</source>
        <translation>{name} 没有再次打开：{reason}</translation>
    </message>
    <message>
        <source>{name} is no longer there, so it was not opened again.</source>
        <translation>{name} 已经不在了，没有再次打开。</translation>
    </message>
    <message>
        <source>The scene you were in is gone from the project.</source>
        <translation>你上次所在的场景已不在项目中。</translation>
    </message>
    <message>
        <source>The file of “{name}” is no longer there.</source>
        <translation>“{name}”的文件已经不在了。</translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was last open here.</source>
        <translation>{name} 上次在这里打开之后，被其他程序改动了。</translation>
    </message>
    <message>
        <source>{name} — {folder}</source>
        <translation>{name} — {folder}</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Nothing was open yet</source>
        <translation>还没有打开过内容</translation>
    </message>
    <message>
        <source>Open in new window</source>
        <translation>在新窗口中打开</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>清除这些记录</translation>
    </message>
    <message>
        <source>Text to read beside the one you write</source>
        <translation>在旁边对照阅读的文字</translation>
    </message>
    <message>
        <source>Write here</source>
        <translation>在这里写作</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Heading</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>笔记</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Where would you like to go?</source>
        <translation>想去哪里？</translation>
    </message>
    <message>
        <source>No scene, heading or note has a name like that.</source>
        <translation>没有这样名称的场景、标题或笔记。</translation>
    </message>
    <message>
        <source>No scenes, headings or notes yet. A line that begins with # is a heading.</source>
        <translation>还没有场景、标题或笔记。以 # 开头的一行就是标题。</translation>
    </message>
    <message>
        <source>Matching places</source>
        <translation>匹配的位置</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{label}: {value}</source>
        <translation>{label}：{value}</translation>
    </message>
    <message>
        <source>half</source>
        <translation>半数</translation>
    </message>
    <message>
        <source>95 of 100</source>
        <translation>95%</translation>
    </message>
    <message>
        <source>99 of 100</source>
        <translation>99%</translation>
    </message>
    <message>
        <source>Milliseconds within which that many were on the screen: of the last thousand, since this window was opened. Nothing here is kept or sent.</source>
        <translation>毫秒数：窗口打开以来最近一千次中，有这么多次在此时间内显示到屏幕上。这里的内容不保存，也不发送。</translation>
    </message>
    <message>
        <source>Key to screen</source>
        <translation>按键到显示</translation>
    </message>
    <message>
        <source>Pause to suggestion</source>
        <translation>停顿到续写建议</translation>
    </message>
    <message>
        <source>Engine&apos;s memory</source>
        <translation>引擎内存</translation>
    </message>
    <message>
        <source>Window&apos;s memory</source>
        <translation>窗口内存</translation>
    </message>
    <message>
        <source>Last save</source>
        <translation>上次保存</translation>
    </message>
    <message>
        <source>Network sockets opened</source>
        <translation>打开的网络套接字</translation>
    </message>
    <message>
        <source>{n} MB</source>
        <translation>{n} MB</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>Write here. Pause, and a suggestion follows in grey: {key} takes it.</source>
        <translation>在这里写作。停顿一下，灰字会给出续写建议：按 {key} 采纳。</translation>
    </message>
    <message>
        <source>{all} takes it, {word} a word of it, {sentence} a sentence.</source>
        <translation>{all} 全部采纳，{word} 采纳一个词，{sentence} 采纳一句。</translation>
    </message>
    <message>
        <source>Write on or press {leave}, and it goes.</source>
        <translation>继续写，或按 {leave}，它就消失。</translation>
    </message>
    <message>
        <source>The voice {voice} writes {languages} only.</source>
        <translation>声音“{voice}”只会写{languages}。</translation>
    </message>
    <message>
        <source>There is no text to continue.</source>
        <translation>没有可以续写的文字。</translation>
    </message>
    <message>
        <source>There is no text to rewrite.</source>
        <translation>没有可以改写的文字。</translation>
    </message>
    <message>
        <source>There is no instruction to follow.</source>
        <translation>没有写明要怎么改。</translation>
    </message>
    <message>
        <source>There is no premise and no beat to go on from.</source>
        <translation>没有前提，也没有情节点可以接着想。</translation>
    </message>
    <message>
        <source>The beat has no text to draft from.</source>
        <translation>这个情节点没有内容，无从起草。</translation>
    </message>
    <message>
        <source>The beat is longer than the model&apos;s window takes.</source>
        <translation>这个情节点太长，模型一次读不下。</translation>
    </message>
    <message>
        <source>The model&apos;s window is too small for this text.</source>
        <translation>模型一次能读的太少，放不下这段文字。</translation>
    </message>
    <message>
        <source>The model {model} cannot {do}.</source>
        <translation>模型“{model}”不能{do}。</translation>
    </message>
    <message>
        <source>{n} asks wait already; ask again later.</source>
        <translation>已有 {n} 个请求在等待，请稍后再试。</translation>
    </message>
    <message>
        <source>The engine met a fault; its log has the details.</source>
        <translation>引擎出了故障，详情见它的日志。</translation>
    </message>
    <message>
        <source>The model failed while it was running.</source>
        <translation>模型在运行中出错了。</translation>
    </message>
    <message>
        <source>There is not enough memory to go on; close other programs.</source>
        <translation>内存不够，无法继续；请关掉其他程序。</translation>
    </message>
    <message>
        <source>{name} needs about {need} MB of memory and {spare} MB can be spared; close other programs or choose a smaller voice.</source>
        <translation>{name} 约需 {need} MB 内存，现在只能腾出 {spare} MB；请关掉其他程序，或换一个更小的声音。</translation>
    </message>
    <message>
        <source>{name} needs about {need} MB of memory, which with the {own} MB in use exceeds the limit of {limit} MB.</source>
        <translation>{name} 约需 {need} MB 内存，加上已用的 {own} MB，超过了 {limit} MB 的上限。</translation>
    </message>
    <message>
        <source>So many takes at once need about {need} MB of memory, which cannot be spared; ask for fewer, or close other programs.</source>
        <translation>同时写这么多稿约需 {need} MB 内存，现在腾不出来；请少要几稿，或关掉其他程序。</translation>
    </message>
    <message>
        <source>The engine uses {own} MB of memory and may use {limit} MB; restart Longhand or choose a smaller voice.</source>
        <translation>引擎用了 {own} MB 内存，上限是 {limit} MB；请重启 Longhand，或换一个更小的声音。</translation>
    </message>
    <message>
        <source>The computer has only {left} MB of memory left; close other programs to have suggestions again.</source>
        <translation>电脑只剩 {left} MB 内存；关掉其他程序后才会再有续写建议。</translation>
    </message>
    <message>
        <source>There is no model {model}: neither an installed id nor a folder.</source>
        <translation>没有模型 {model}：既不是已安装的，也不是一个文件夹。</translation>
    </message>
    <message>
        <source>The model in {folder} is damaged: {file} was changed. Install it again, or remove the folder to use the included one.</source>
        <translation>{folder} 中的模型已损坏：{file} 被改动过。请重新安装，或删掉该文件夹以使用随附的模型。</translation>
    </message>
    <message>
        <source>The model in {folder} is damaged: {file} is missing.</source>
        <translation>{folder} 中的模型已损坏：缺少 {file}。</translation>
    </message>
    <message>
        <source>The model in {folder} is damaged: {file} was changed.</source>
        <translation>{folder} 中的模型已损坏：{file} 被改动过。</translation>
    </message>
    <message>
        <source>The model in {folder} cannot be read: {file}.</source>
        <translation>{folder} 中的模型无法读取：{file}。</translation>
    </message>
    <message>
        <source>The model in {folder} has an unreadable manifest.</source>
        <translation>{folder} 中的模型清单无法读取。</translation>
    </message>
    <message>
        <source>The model in {folder} has unreadable prompts.</source>
        <translation>{folder} 中的模型提示无法读取。</translation>
    </message>
    <message>
        <source>The model in {folder} has prompts of a later version; update Longhand.</source>
        <translation>{folder} 中的模型提示来自更新的版本；请更新 Longhand。</translation>
    </message>
    <message>
        <source>The model {model} cannot be opened by ONNX Runtime.</source>
        <translation>ONNX Runtime 打不开模型 {model}。</translation>
    </message>
    <message>
        <source>A model {model} is installed already; remove it first.</source>
        <translation>模型 {model} 已经安装；请先删除它。</translation>
    </message>
    <message>
        <source>A model {model} is installed already.</source>
        <translation>模型 {model} 已经安装。</translation>
    </message>
    <message>
        <source>There is no installed model {model}.</source>
        <translation>没有安装名为 {model} 的模型。</translation>
    </message>
    <message>
        <source>A name has 1 to {most} letters, signs and spaces.</source>
        <translation>名称须为 1 到 {most} 个字母、符号和空格。</translation>
    </message>
    <message>
        <source>The training parts are not installed yet; install them first.</source>
        <translation>训练组件还没有安装；请先安装。</translation>
    </message>
    <message>
        <source>The training parts are being installed already.</source>
        <translation>训练组件已经在安装了。</translation>
    </message>
    <message>
        <source>The training parts need {need} MB of free space while they are installed, and the disk has {free} MB.</source>
        <translation>安装训练组件需要 {need} MB 可用空间，磁盘只有 {free} MB。</translation>
    </message>
    <message>
        <source>This run is being trained; pause it first.</source>
        <translation>这次训练正在进行；请先暂停。</translation>
    </message>
    <message>
        <source>This run is gone.</source>
        <translation>这次训练已经不在了。</translation>
    </message>
    <message>
        <source>This run has no samples yet.</source>
        <translation>这次训练还没有样稿。</translation>
    </message>
    <message>
        <source>The samples of this run cannot be read.</source>
        <translation>这次训练的样稿无法读取。</translation>
    </message>
    <message>
        <source>{file} has no text.</source>
        <translation>{file} 里没有文字。</translation>
    </message>
    <message>
        <source>{file} is empty.</source>
        <translation>{file} 是空的。</translation>
    </message>
    <message>
        <source>{file} is damaged and was not read.</source>
        <translation>{file} 已损坏，没有读取。</translation>
    </message>
    <message>
        <source>{file} cannot be read: permission denied.</source>
        <translation>{file} 无法读取：没有权限。</translation>
    </message>
    <message>
        <source>{file} is not of the kind its name says and was not read.</source>
        <translation>{file} 不是它名字所说的那种文件，没有读取。</translation>
    </message>
    <message>
        <source>{file} is too large to be read; part it into smaller files.</source>
        <translation>{file} 太大，无法读取；请拆成较小的文件。</translation>
    </message>
    <message>
        <source>{file} takes too long to read; part it into smaller files.</source>
        <translation>{file} 读取太久；请拆成较小的文件。</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>没有文件 {file}。</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>write a description</source>
        <translation>写一段描写</translation>
    </message>
    <message>
        <source>write a dialogue</source>
        <translation>写一段对话</translation>
    </message>
    <message>
        <source>follow an instruction</source>
        <translation>按要求改写</translation>
    </message>
    <message>
        <source>polish text</source>
        <translation>润色文字</translation>
    </message>
    <message>
        <source>expand text</source>
        <translation>扩写文字</translation>
    </message>
    <message>
        <source>shorten text</source>
        <translation>缩短文字</translation>
    </message>
    <message>
        <source>rephrase text</source>
        <translation>换个说法</translation>
    </message>
    <message>
        <source>make an outline</source>
        <translation>写大纲</translation>
    </message>
    <message>
        <source>find ideas</source>
        <translation>出主意</translation>
    </message>
    <message>
        <source>draft a beat</source>
        <translation>起草情节点</translation>
    </message>
</context>
</TS>
