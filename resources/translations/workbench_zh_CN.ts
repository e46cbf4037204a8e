<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccuracyChart</name>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Validation accuracy, %</source>
        <translation>验证准确率，%</translation>
    </message>
    <message>
        <source>dotted: on the training pictures</source>
        <translation>点线：在训练图片上</translation>
    </message>
    <message>
        <source>large symbol: best epoch</source>
        <translation>大符号：最好的一轮</translation>
    </message>
    <message>
        <source>faint: one seed</source>
        <translation>淡色：单个种子</translation>
    </message>
    <message>
        <source>Variants: {count}</source>
        <translation>变体：{count}</translation>
    </message>
    <message>
        <source>Best variant: {differences}</source>
        <translation>最佳变体：{differences}</translation>
    </message>
    <message>
        <source>Variant: {differences}</source>
        <translation>变体：{differences}</translation>
    </message>
    <message>
        <source>{role}, mean of {number} seeds</source>
        <translation>{role}，{number} 个种子的平均</translation>
    </message>
    <message>
        <source>{role}, seed {number}</source>
        <translation>{role}，种子 {number}</translation>
    </message>
    <message>
        <source>{role}, training pictures</source>
        <translation>{role}，训练图片</translation>
    </message>
    <message>
        <source>{role}, learning</source>
        <translation>{role}（学习中）</translation>
    </message>
    <message>
        <source>All teachers together: {accuracy}</source>
        <translation>所有教师合在一起：{accuracy}</translation>
    </message>
    <message>
        <source>{role}, at its end: {accuracy}</source>
        <translation>{role}，最终：{accuracy}</translation>
    </message>
</context>
<context>
    <name>AdviceCard</name>
    <message>
        <source>Advice on teacher and student</source>
        <translation>关于教师和学生的建议</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Looking at both networks…</source>
        <translation>正在查看两个网络…</translation>
    </message>
    <message>
        <source>A run is going: the networks are looked at when it has ended.</source>
        <translation>有运行正在进行：结束后再查看这两个网络。</translation>
    </message>
    <message>
        <source>Something has changed since: it will be looked at again.</source>
        <translation>此后有所更改：将重新查看。</translation>
    </message>
    <message>
        <source>Both networks are looked at as soon as the settings rest.</source>
        <translation>设置一停下来，就查看两个网络。</translation>
    </message>
</context>
<context>
    <name>ArrangeMenu</name>
    <message>
        <source>With the tag</source>
        <translation>带标签</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序方式</translation>
    </message>
    <message>
        <source>The other way round</source>
        <translation>反向排列</translation>
    </message>
    <message>
        <source>Any tag or none</source>
        <translation>有无标签均可</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>所有运行</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>In training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Failed or interrupted</source>
        <translation>失败或中断</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Gain over the plain student</source>
        <translation>比对照学生的提升</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Time for a picture</source>
        <translation>每张图片的时间</translation>
    </message>
    <message>
        <source>Time spent</source>
        <translation>所用时间</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>ArticlePage</name>
    <message>
        <source>Explanation</source>
        <translation>讲解</translation>
    </message>
</context>
<context>
    <name>AssistantRow</name>
    <message>
        <source>Nearer to the teacher: {who}</source>
        <translation>向教师靠近：{who}</translation>
    </message>
    <message>
        <source>Nearer to the teacher</source>
        <translation>向教师靠近</translation>
    </message>
    <message>
        <source>Nearer to the student: {who}</source>
        <translation>向学生靠近：{who}</translation>
    </message>
    <message>
        <source>Nearer to the student</source>
        <translation>向学生靠近</translation>
    </message>
    <message>
        <source>Remove: {who}</source>
        <translation>移除：{who}</translation>
    </message>
    <message>
        <source>Leave this network out of the chain</source>
        <translation>从链中去掉这个网络</translation>
    </message>
</context>
<context>
    <name>Assistants</name>
    <message>
        <source>Each learns from the one before, with the student&apos;s method and schedule; the student learns from the last. A small step from one to the next can be easier than one large step.</source>
        <translation>每个助教向前一个学习，使用学生的方法和训练安排；学生向最后一个学习。几个小台阶可能比一个大台阶容易。</translation>
    </message>
    <message>
        <source>Add an assistant</source>
        <translation>添加助教</translation>
    </message>
    <message>
        <source>Born again</source>
        <translation>再生一代</translation>
    </message>
    <message>
        <source>Assistants in between ({number})…</source>
        <translation>中间的助教（{number}）…</translation>
    </message>
    <message>
        <source>Assistants in between…</source>
        <translation>中间的助教…</translation>
    </message>
    <message>
        <source>At most {number} assistants.</source>
        <translation>最多 {number} 个助教。</translation>
    </message>
    <message>
        <source>Put a network between teacher and student: first one of a size between the two</source>
        <translation>在教师和学生之间放一个网络：先取大小介于两者之间的一个</translation>
    </message>
    <message>
        <source>Add a generation: the student&apos;s own network, which then teaches the student</source>
        <translation>增加一代：与学生相同的网络，再由它来教学生</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>The run is done</source>
        <translation>运行已完成</translation>
    </message>
    <message>
        <source>The run failed</source>
        <translation>运行失败</translation>
    </message>
    <message>
        <source>The run was stopped</source>
        <translation>运行已停止</translation>
    </message>
</context>
<context>
    <name>BalanceCard</name>
    <message>
        <source>Class balance</source>
        <translation>类别平衡</translation>
    </message>
    <message>
        <source>{classes} classes, {pictures} pictures</source>
        <translation>{classes} 个类别，{pictures} 张图片</translation>
    </message>
    <message>
        <source>Pictures of each class</source>
        <translation>各类别的图片</translation>
    </message>
    <message>
        <source>Click a class, or press Enter, to see its pictures only; click a heading to sort</source>
        <translation>点击一个类别或按回车，只看它的图片；点击表头可排序</translation>
    </message>
</context>
<context>
    <name>BalancePanel</name>
    <message>
        <source>Measuring how hard each term pulls…</source>
        <translation>正在测量每一项的拉力…</translation>
    </message>
    <message>
        <source>Use these weights</source>
        <translation>采用这些权重</translation>
    </message>
    <message>
        <source>Every weight in the last column goes into the recipe; one step of undo</source>
        <translation>最后一列的所有权重写入配方；一步即可撤销</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Close the table of weights</source>
        <translation>关闭权重表</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>损失项</translation>
    </message>
    <message>
        <source>Pull at weight 1</source>
        <translation>权重为 1 时的拉力</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>{term}: weight {now}, proposed {proposed}</source>
        <translation>{term}：权重 {now}，建议 {proposed}</translation>
    </message>
    <message>
        <source>Measured on {number} batches, at the student&apos;s first weights.</source>
        <translation>在 {number} 个批次上测得，学生取初始权重。</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Dismiss: {headline}</source>
        <translation>关闭：{headline}</translation>
    </message>
</context>
<context>
    <name>CalibrationTab</name>
    <message>
        <source>Confidence and accuracy of each network</source>
        <translation>各网络的把握与准确率</translation>
    </message>
    <message>
        <source>How far the confidence can be believed</source>
        <translation>把握有多可信</translation>
    </message>
    <message>
        <source>On the dashed diagonal a network is right as often as it is sure. Below it, it is too sure of itself; above, too modest. ECE is the mean distance, weighted by pictures. The bars at the bottom count them.</source>
        <translation>在虚线对角线上，网络有多大把握，就有多大比例答对。低于它：过于自信；高于它：过于谦虚。ECE 是按图片数加权的平均距离。底部的条形是图片数。</translation>
    </message>
    <message>
        <source>This run kept no confidences: evaluate it again to see the diagram.</source>
        <translation>这次运行没有保存把握程度：重新评估即可看到此图。</translation>
    </message>
    <message>
        <source>{network}: {sure} sure on average, {right} right</source>
        <translation>{network}：平均把握 {sure}，答对 {right}</translation>
    </message>
    <message>
        <source>too sure of itself</source>
        <translation>过于自信</translation>
    </message>
    <message>
        <source>too modest</source>
        <translation>过于谦虚</translation>
    </message>
    <message>
        <source>about as sure as it may be</source>
        <translation>把握恰如其分</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>把握</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>从……到……</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Mean confidence</source>
        <translation>平均把握</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>答对</translation>
    </message>
    <message>
        <source>Share of the answers that are right</source>
        <translation>回答中正确的比例</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
    <message>
        <source>E&amp;xplain</source>
        <translation>讲解(&amp;X)</translation>
    </message>
    <message>
        <source>Open the help on this.</source>
        <translation>打开与此有关的帮助。</translation>
    </message>
    <message>
        <source>Skip, continue later</source>
        <translation>跳过，以后再继续</translation>
    </message>
    <message>
        <source>Esc. Help &gt; Tour goes on from here.</source>
        <translation>Esc。可从“帮助 &gt; 导览”继续。</translation>
    </message>
    <message>
        <source>Step {number} of {count}</source>
        <translation>第 {number} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>完成(&amp;D)</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Chart: {title}</source>
        <translation>图表：{title}</translation>
    </message>
    <message>
        <source>Training step</source>
        <translation>训练步数</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Training time, s</source>
        <translation>训练时间，秒</translation>
    </message>
    <message>
        <source>{label} (log)</source>
        <translation>{label}（对数）</translation>
    </message>
    <message>
        <source>Table: {title}</source>
        <translation>表格：{title}</translation>
    </message>
</context>
<context>
    <name>ChartArea</name>
    <message>
        <source>Reading the pictures and building the networks</source>
        <translation>正在读取图片并构建网络</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Nothing has been trained yet.&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Press &lt;b&gt;Start&lt;/b&gt;. Above you will see how accurate the teacher, the student that learns from it and the same student without a teacher become; below, every term of the loss.&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;还没有训练任何东西。&lt;/b&gt;&lt;/p&gt;&lt;p&gt;请按&lt;b&gt;开始&lt;/b&gt;。上方将显示教师、向它学习的学生、以及没有教师的同一个学生能达到多高的准确率；下方显示损失的每一项。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>ChartControls</name>
    <message>
        <source>log y</source>
        <translation>y 取对数</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis of the loss and the learning rate</source>
        <translation>损失和学习率的纵轴取对数</translation>
    </message>
    <message>
        <source>None of these charts spans powers of ten</source>
        <translation>这些图表都没有跨越多个数量级</translation>
    </message>
    <message>
        <source>Accuracy, loss</source>
        <translation>准确率、损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Effective mix</source>
        <translation>实际配比</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Dials, weights</source>
        <translation>旋钮、权重</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>x: step</source>
        <translation>x：步数</translation>
    </message>
    <message>
        <source>x: epoch</source>
        <translation>x：轮次</translation>
    </message>
    <message>
        <source>x: time</source>
        <translation>x：时间</translation>
    </message>
    <message>
        <source>Smoothing, the weight of the past: strong lines are smoothed, faint ones are as measured.</source>
        <translation>平滑，即过去所占的权重：粗线是平滑后的，淡线是实测的。</translation>
    </message>
    <message>
        <source>Charts to show</source>
        <translation>要显示的图表</translation>
    </message>
    <message>
        <source>Which charts are shown</source>
        <translation>显示哪些图表</translation>
    </message>
    <message>
        <source>Training to show</source>
        <translation>要显示的训练</translation>
    </message>
    <message>
        <source>Which training the charts are of</source>
        <translation>图表显示哪次训练</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing, as a number</source>
        <translation>平滑的数值</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis</source>
        <translation>纵轴取对数</translation>
    </message>
    <message>
        <source>Unit of the horizontal axis</source>
        <translation>横轴的单位</translation>
    </message>
    <message>
        <source>What the horizontal axis counts</source>
        <translation>横轴表示什么</translation>
    </message>
    <message>
        <source>Save the charts or show them as a table</source>
        <translation>保存图表或以表格显示</translation>
    </message>
    <message>
        <source>Save, or show as a table</source>
        <translation>保存，或以表格显示</translation>
    </message>
    <message>
        <source>Save as picture (PNG)…</source>
        <translation>保存为图片 (PNG)…</translation>
    </message>
    <message>
        <source>For slides and documents, at twice the size</source>
        <translation>用于幻灯片和文档，两倍大小</translation>
    </message>
    <message>
        <source>Save as drawing (SVG)…</source>
        <translation>保存为矢量图 (SVG)…</translation>
    </message>
    <message>
        <source>Sharp at every size, with axes and legend</source>
        <translation>任意大小都清晰，带坐标轴和图例</translation>
    </message>
    <message>
        <source>Save numbers (CSV)…</source>
        <translation>保存数值 (CSV)…</translation>
    </message>
    <message>
        <source>Every visible line, as measured and smoothed</source>
        <translation>每条可见的曲线，实测值与平滑值</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>以表格显示</translation>
    </message>
    <message>
        <source>The numbers in place of the pictures</source>
        <translation>用数字代替图形</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Undo zooming and dragging: a double-click does the same, and key 0</source>
        <translation>撤销缩放和拖动：双击或按 0 键效果相同</translation>
    </message>
    <message>
        <source>{role}, seed {seed}</source>
        <translation>{role}，种子 {seed}</translation>
    </message>
</context>
<context>
    <name>ChartDesk</name>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>The chart is saved.</source>
        <translation>图表已保存。</translation>
    </message>
</context>
<context>
    <name>ClassRows</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>有标签</translation>
    </message>
    <message>
        <source>valid.</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>ClassesTab</name>
    <message>
        <source>Classes and how well each is recognised</source>
        <translation>各类别及其识别效果</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Which measure the bars show</source>
        <translation>条形显示哪个指标</translation>
    </message>
    <message>
        <source>&amp;Measure:</source>
        <translation>指标(&amp;M)：</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation>测试图片</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>In points of a hundred, from left to right</source>
        <translation>以百分点计，从左到右</translation>
    </message>
    <message>
        <source>The smallest class, {name}, has {count} test pictures: a single one is {points} points of its recall.</source>
        <translation>最小的类别 {name} 有 {count} 张测试图片：一张就占其召回率的 {points} 个百分点。</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Of the pictures of a class, the share that is recognised.</source>
        <translation>某类别的图片中被认出的比例。</translation>
    </message>
    <message>
        <source>Of the pictures called by a class&apos;s name, the share that really shows it.</source>
        <translation>被认作某类别的图片中，确实属于它的比例。</translation>
    </message>
    <message>
        <source>Recall and precision in one number, nearer to the lower of the two.</source>
        <translation>把召回率和精确率合为一个数，更接近两者中较低的一个。</translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>A run is going</source>
        <translation>有一次运行正在进行</translation>
    </message>
    <message>
        <source>The window hides behind its icon in the tray; a message tells when the run has ended.</source>
        <translation>窗口将隐藏到托盘图标后面；运行结束时会有消息提示。</translation>
    </message>
    <message>
        <source>The window is minimised; it asks for attention when the run has ended.</source>
        <translation>窗口将最小化；运行结束时会提醒你。</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>继续运行(&amp;K)</translation>
    </message>
    <message>
        <source>Saves a checkpoint first. Open the run from the list at the next start, and press Resume.</source>
        <translation>先保存检查点。下次启动时从列表中打开这次运行，再按“继续”。</translation>
    </message>
    <message>
        <source>&amp;Pause and quit</source>
        <translation>暂停并退出(&amp;P)</translation>
    </message>
    <message>
        <source>Saves a checkpoint first. The next start offers to go on, to the same result.</source>
        <translation>先保存检查点。下次启动时可以继续，结果相同。</translation>
    </message>
    <message>
        <source>&amp;Stop and keep the best</source>
        <translation>停止并保留最好(&amp;S)</translation>
    </message>
    <message>
        <source>A network is being trained. What is to become of it?</source>
        <translation>正在训练网络。要怎么处理它？</translation>
    </message>
    <message>
        <source>Ends the training now, tests the best weights so far, and closes.</source>
        <translation>现在结束训练，测试目前最好的权重，然后关闭。</translation>
    </message>
    <message>
        <source>It is already ending, and its networks are being tested.</source>
        <translation>它已经在结束，正在测试它的网络。</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>&amp;Run:</source>
        <translation>运行(&amp;R)：</translation>
    </message>
    <message>
        <source>The run that is looked at closely</source>
        <translation>要仔细查看的运行</translation>
    </message>
    <message>
        <source>C&amp;ompare:</source>
        <translation>比较(&amp;O)：</translation>
    </message>
    <message>
        <source>Which network is held against which</source>
        <translation>哪个网络与哪个网络相比</translation>
    </message>
    <message>
        <source>&amp;Seed:</source>
        <translation>种子(&amp;S)：</translation>
    </message>
    <message>
        <source>One repetition of the training, or all together</source>
        <translation>训练的某一次重复，或全部合在一起</translation>
    </message>
    <message>
        <source>All {number}</source>
        <translation>全部 {number} 个</translation>
    </message>
</context>
<context>
    <name>CompareStage</name>
    <message>
        <source>Views of the comparison</source>
        <translation>比较的各个视图</translation>
    </message>
    <message>
        <source>Go to 3 Distil</source>
        <translation>前往 3 蒸馏</translation>
    </message>
    <message>
        <source>Where a run is started</source>
        <translation>在那里开始运行</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Dials tried</source>
        <translation>尝试的旋钮值</translation>
    </message>
    <message>
        <source>Accuracy and cost</source>
        <translation>准确率与代价</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>混淆</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Reading the list of runs…</source>
        <translation>正在读取运行列表…</translation>
    </message>
    <message>
        <source>The runs could not be read.</source>
        <translation>无法读取运行。</translation>
    </message>
    <message>
        <source>Nothing to compare yet.</source>
        <translation>还没有可比较的内容。</translation>
    </message>
    <message>
        <source>Start a run in stage 3. As soon as it has ended, you see here whether the teacher helped, on which pictures, and at what cost. Several runs can be laid beside each other: select them in the list of runs and press Compare.</source>
        <translation>请在阶段 3 开始一次运行。它一结束，你就能在这里看到教师是否有帮助、对哪些图片有帮助、代价多大。可以把多次运行并排比较：在运行列表中选中它们，再按“比较”。</translation>
    </message>
</context>
<context>
    <name>CompareTab</name>
    <message>
        <source>Reading what was measured…</source>
        <translation>正在读取测量结果…</translation>
    </message>
</context>
<context>
    <name>ConfusionMap</name>
    <message>
        <source>Confusion matrix: {title}</source>
        <translation>混淆矩阵：{title}</translation>
    </message>
    <message>
        <source>Pictures of “{true}” called “{said}”: {number} from left to right</source>
        <translation>“{true}”的图片被认作“{said}”：从左到右 {number}</translation>
    </message>
    <message>
        <source>{number} of {total} pictures of “{true}” ({share}) were called “{said}”</source>
        <translation>“{true}”的 {total} 张图片中有 {number} 张（{share}）被认作“{said}”</translation>
    </message>
    <message>
        <source>called →</source>
        <translation>被认作 →</translation>
    </message>
</context>
<context>
    <name>ConfusionTab</name>
    <message>
        <source>Most confused pairs of classes</source>
        <translation>最常混淆的类别对</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>True</source>
        <translation>真实</translation>
    </message>
    <message>
        <source>What the picture shows</source>
        <translation>图片实际是什么</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>认作</translation>
    </message>
    <message>
        <source>What the network takes it for</source>
        <translation>网络把它当成什么</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>From left to right</source>
        <translation>从左到右</translation>
    </message>
    <message>
        <source>Show this matrix</source>
        <translation>显示此矩阵</translation>
    </message>
    <message>
        <source>Most confused</source>
        <translation>最常混淆</translation>
    </message>
    <message>
        <source>A click on a cell, or Enter in this table, shows its pictures.</source>
        <translation>点击一个格子，或在此表中按回车，即可查看对应的图片。</translation>
    </message>
    <message>
        <source>Matrix of the network on the left</source>
        <translation>左边网络的矩阵</translation>
    </message>
    <message>
        <source>Matrix of the network on the right</source>
        <translation>右边网络的矩阵</translation>
    </message>
    <message>
        <source>Difference of the two matrices</source>
        <translation>两个矩阵之差</translation>
    </message>
</context>
<context>
    <name>CostBars</name>
    <message>
        <source>What it costs</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>运算量</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
</context>
<context>
    <name>CostCard</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Per picture</source>
        <translation>每张图片</translation>
    </message>
    <message>
        <source>Test accuracy</source>
        <translation>测试准确率</translation>
    </message>
    <message>
        <source>Time for one picture on {machine}</source>
        <translation>在 {machine} 上处理一张图片的时间</translation>
    </message>
    <message>
        <source>What it costs</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>{weights} times fewer weights and {size} times smaller than its teacher</source>
        <translation>权重数是教师的 1/{weights}，大小是教师的 1/{size}</translation>
    </message>
</context>
<context>
    <name>CostFacts</name>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>运算</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>a picture</source>
        <translation>每张图片</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measure again how long one picture takes on this computer</source>
        <translation>重新测量在这台电脑上处理一张图片要多久</translation>
    </message>
    <message>
        <source>Measure the teacher&apos;s time</source>
        <translation>测量教师的用时</translation>
    </message>
    <message>
        <source>Measure the student&apos;s time</source>
        <translation>测量学生的用时</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>could not be measured</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>The time is the one that was measured with its run.</source>
        <translation>这个用时是随它的运行一起测得的。</translation>
    </message>
    <message>
        <source>Measuring how long one picture takes…</source>
        <translation>正在测量一张图片要多久…</translation>
    </message>
</context>
<context>
    <name>CostPlot</name>
    <message>
        <source>Chart: accuracy against cost</source>
        <translation>图表：准确率与代价</translation>
    </message>
    <message>
        <source>Test accuracy, %</source>
        <translation>测试准确率，%</translation>
    </message>
</context>
<context>
    <name>DataGroup</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Keep the labels of only so many training pictures per class; 0 = all.</source>
        <translation>每个类别只保留这么多训练图片的标签；0 = 全部。</translation>
    </message>
    <message>
        <source>keep the others, without a label</source>
        <translation>其余的保留，但不带标签</translation>
    </message>
    <message>
        <source>Only a teacher can use them; the plain student cannot.</source>
        <translation>只有教师能利用它们；对照学生不能。</translation>
    </message>
    <message>
        <source>Part of the training pictures set aside to choose the best epoch.</source>
        <translation>从训练图片中留出、用来挑选最好一轮的部分。</translation>
    </message>
    <message>
        <source>Part held out for the final test, where the source has no test pictures.</source>
        <translation>来源没有测试图片时，留出用于最终测试的部分。</translation>
    </message>
    <message>
        <source>Seed of the split…</source>
        <translation>划分种子…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>A folder with one folder of pictures for each class</source>
        <translation>每个类别一个图片文件夹的文件夹</translation>
    </message>
    <message>
        <source>ZIP…</source>
        <translation>ZIP…</translation>
    </message>
    <message>
        <source>A ZIP file of such a folder</source>
        <translation>这种文件夹的 ZIP 文件</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>表格 (CSV)…</translation>
    </message>
    <message>
        <source>A CSV file with a line for each picture: path and class</source>
        <translation>每张图片一行的 CSV 文件：路径和类别</translation>
    </message>
    <message>
        <source>Your own pictures: {what}</source>
        <translation>你自己的图片：{what}</translation>
    </message>
    <message>
        <source>Your own pictures: drop them anywhere on the window, or choose a</source>
        <translation>你自己的图片：拖到窗口任意处，或选择</translation>
    </message>
    <message>
        <source>Labels per class</source>
        <translation>每类标签数</translation>
    </message>
    <message>
        <source>For validation</source>
        <translation>用于验证</translation>
    </message>
    <message>
        <source>For the test</source>
        <translation>用于测试</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>{classes} classes · {width} × {height} {color} · test {test} · validation {validation}</source>
        <translation>{classes} 个类别 · {width} × {height} {color} · 测试 {test} · 验证 {validation}</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>彩色</translation>
    </message>
    <message>
        <source>training {train}, of them {labelled} with a label</source>
        <translation>训练 {train}，其中 {labelled} 张有标签</translation>
    </message>
    <message>
        <source>Will be downloaded: {what}</source>
        <translation>将要下载：{what}</translation>
    </message>
    <message>
        <source>{number} files cannot be read and are left out</source>
        <translation>{number} 个文件无法读取，已略过</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>A run is going. Earlier ones can be looked at under Compare meanwhile.</source>
        <translation>有一次运行正在进行。此时可以在“比较”中查看以前的运行。</translation>
    </message>
    <message>
        <source>Discard the run</source>
        <translation>丢弃运行</translation>
    </message>
    <message>
        <source>Stop and remove everything that this run has trained? This cannot be undone.</source>
        <translation>要停止并删除这次运行训练出的一切吗？此操作无法撤销。</translation>
    </message>
    <message>
        <source>No program to show folders was found. The folder is:</source>
        <translation>没有找到能显示文件夹的程序。该文件夹是：</translation>
    </message>
    <message>
        <source>The diagnostics are in the clipboard.</source>
        <translation>诊断信息已复制到剪贴板。</translation>
    </message>
    <message>
        <source>About Distillation Workbench</source>
        <translation>关于蒸馏工作台</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Distillation Workbench {version}&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Distils a large neural network into a small one, on this computer.&lt;/p&gt;&lt;p&gt;No telemetry: it sends nothing anywhere. It uses the network only when you choose pictures that must be downloaded, and says so first.&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;Distillation Workbench（蒸馏工作台）{version}&lt;/b&gt;&lt;/p&gt;&lt;p&gt;在这台电脑上，把大的神经网络蒸馏成小的。&lt;/p&gt;&lt;p&gt;没有遥测：它不向任何地方发送任何东西。只有当你选择了需要下载的图片时才会使用网络，并会事先说明。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>Dial</name>
    <message>
        <source>{title}, exact value</source>
        <translation>{title}，精确数值</translation>
    </message>
</context>
<context>
    <name>DialChart</name>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>Weight of the labels</source>
        <translation>标签的权重</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>{role}, seed {number}</source>
        <translation>{role}，种子 {number}</translation>
    </message>
</context>
<context>
    <name>DialsGroup</name>
    <message>
        <source>How the student listens</source>
        <translation>学生怎样听讲</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Labels ↔ teacher</source>
        <translation>标签 ↔ 教师</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Also train without a teacher (fair comparison)</source>
        <translation>同时训练没有教师的对照（公平的比较）</translation>
    </message>
    <message>
        <source>Trains the same student on the labels alone, same budget and seeds, to see what the teacher adds.</source>
        <translation>只用标签、以相同的预算和种子训练同一个学生，看看教师带来了什么。</translation>
    </message>
    <message>
        <source>Weight of the labels</source>
        <translation>标签的权重</translation>
    </message>
    <message>
        <source>loss = {formula}</source>
        <translation>损失 = {formula}</translation>
    </message>
    <message>
        <source>None of these methods uses it.</source>
        <translation>这些方法都不用它。</translation>
    </message>
    <message>
        <source>This method does not use it.</source>
        <translation>这种方法不使用它。</translation>
    </message>
    <message>
        <source>Can be moved again as soon as a student trains.</source>
        <translation>等有学生开始训练时就可以再调。</translation>
    </message>
    <message>
        <source>Takes effect at the next step; the curves mark the place.</source>
        <translation>下一步即生效；曲线上会标出位置。</translation>
    </message>
    <message>
        <source>It changes by itself now; once you move it, it stays where you put it.</source>
        <translation>现在它会自动变化；你一旦调动它，它就停在你放的位置。</translation>
    </message>
    <message>
        <source>Softens both networks&apos; answers: 1 = as they are, higher = gentler.</source>
        <translation>软化两个网络的回答：1 = 保持原样，越高越柔和。</translation>
    </message>
    <message>
        <source>How much the student listens to the teacher, and how much to the labels.</source>
        <translation>学生多大程度听教师的，多大程度听标签的。</translation>
    </message>
    <message>
        <source>sharper than the teacher</source>
        <translation>比教师更尖锐</translation>
    </message>
    <message>
        <source>the teacher&apos;s answers as they are</source>
        <translation>教师回答的原样</translation>
    </message>
    <message>
        <source>softened a little</source>
        <translation>略微软化</translation>
    </message>
    <message>
        <source>softened</source>
        <translation>软化</translation>
    </message>
    <message>
        <source>very soft</source>
        <translation>非常柔和</translation>
    </message>
    <message>
        <source>{labels} % labels · {teacher} % teacher</source>
        <translation>标签 {labels} % · 教师 {teacher} %</translation>
    </message>
</context>
<context>
    <name>Differences</name>
    <message>
        <source>Settings of the runs</source>
        <translation>各次运行的设置</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>不同之处</translation>
    </message>
    <message>
        <source>Only what differs</source>
        <translation>只显示不同之处</translation>
    </message>
    <message>
        <source>Leave out the settings that are the same in all runs of the table</source>
        <translation>略去表中所有运行都相同的设置</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>With a second run, you see here what tells the two apart.</source>
        <translation>再选一次运行，就能在这里看到两者的区别。</translation>
    </message>
    <message>
        <source>Nothing: all of these runs have the same settings.</source>
        <translation>没有不同：这些运行的设置完全相同。</translation>
    </message>
</context>
<context>
    <name>DistilStage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Simple</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>Only what matters most; the search finds everything else</source>
        <translation>只显示最重要的；其余都能用搜索找到</translation>
    </message>
    <message>
        <source>Expert</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Every setting of the training</source>
        <translation>训练的全部设置</translation>
    </message>
</context>
<context>
    <name>DrawingPad</name>
    <message>
        <source>Drawing</source>
        <translation>绘图</translation>
    </message>
    <message>
        <source>Arrow keys move the pen, Space puts it down and lifts it, Backspace takes the last line away.</source>
        <translation>方向键移动画笔，空格键落笔和抬笔，退格键删去最后一笔。</translation>
    </message>
    <message>
        <source>Draw here, or drop a picture</source>
        <translation>在这里画，或把图片拖进来</translation>
    </message>
</context>
<context>
    <name>DropCard</name>
    <message>
        <source>Bring your own pictures</source>
        <translation>使用你自己的图片</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>A folder with one folder of pictures for each class</source>
        <translation>每个类别一个图片文件夹的文件夹</translation>
    </message>
    <message>
        <source>Drop a folder here with one folder for each class, a ZIP of it, or a CSV that lists pictures and classes.</source>
        <translation>把文件夹拖到这里（每个类别一个子文件夹），也可以是它的 ZIP，或列出图片和类别的 CSV。</translation>
    </message>
</context>
<context>
    <name>ExplainView</name>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Keep this page, wherever the focus goes</source>
        <translation>固定此页，焦点移到哪里都不变</translation>
    </message>
    <message>
        <source>Glossary: all topics, with search</source>
        <translation>术语表：全部主题，可搜索</translation>
    </message>
</context>
<context>
    <name>ExportChoice</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>inside the run folder</source>
        <translation>运行文件夹之内</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Ends as soon as the step under way is done…</source>
        <translation>正在进行的步骤一完成就结束…</translation>
    </message>
    <message>
        <source>Reading the network and the test pictures…</source>
        <translation>正在读取网络和测试图片…</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Which of the run&apos;s networks is written</source>
        <translation>写出运行的哪个网络</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>A run trains each network once for each seed</source>
        <translation>一次运行会用每个种子各训练一遍每个网络</translation>
    </message>
    <message>
        <source>Where to; empty = inside the run folder. An older export there is replaced.</source>
        <translation>写到哪里；留空 = 运行文件夹之内。那里的旧导出会被替换。</translation>
    </message>
    <message>
        <source>Write the file, then load it again and compare it with the network</source>
        <translation>写出文件，再把它加载回来与网络比较</translation>
    </message>
    <message>
        <source>End the export and keep no file</source>
        <translation>结束导出，不保留文件</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>网络(&amp;N)</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>种子(&amp;E)</translation>
    </message>
    <message>
        <source>Fol&amp;der</source>
        <translation>文件夹(&amp;D)</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Best on validation (seed {seed})</source>
        <translation>验证最好的（种子 {seed}）</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Seed {seed}: {accuracy} on validation</source>
        <translation>种子 {seed}：验证 {accuracy}</translation>
    </message>
</context>
<context>
    <name>ExportStage</name>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Program that uses the file</source>
        <translation>使用该文件的程序</translation>
    </message>
    <message>
        <source>Program that repeats the run</source>
        <translation>重做这次运行的程序</translation>
    </message>
    <message>
        <source>Recipe of the run</source>
        <translation>运行的配方</translation>
    </message>
    <message>
        <source>Go to 3 Distil</source>
        <translation>前往 3 蒸馏</translation>
    </message>
    <message>
        <source>Reading the runs…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message>
        <source>Nothing has been trained yet.</source>
        <translation>还没有训练任何东西。</translation>
    </message>
    <message>
        <source>This run has no trained network yet.</source>
        <translation>这次运行还没有训练好的网络。</translation>
    </message>
    <message>
        <source>A program that uses the file comes with it, and is shown here.</source>
        <translation>随文件附带一个使用它的程序，显示在这里。</translation>
    </message>
    <message>
        <source>No program comes with this format.</source>
        <translation>这种格式不附带程序。</translation>
    </message>
    <message>
        <source>Run it:</source>
        <translation>运行它：</translation>
    </message>
    <message>
        <source>The program is being written…</source>
        <translation>正在写程序…</translation>
    </message>
    <message>
        <source>It checks itself: python {name} --check trains again, and exits with 1 where an accuracy is not the one that this run measured.</source>
        <translation>它会检查自己：python {name} --check 会重新训练，如果某个准确率与这次运行测得的不同，就以 1 退出。</translation>
    </message>
    <message>
        <source>It needs: pip install {packages}</source>
        <translation>它需要：pip install {packages}</translation>
    </message>
    <message>
        <source>Does the same again, dials moved on the way included: workbench run recipe.yaml</source>
        <translation>完全重做一遍，包括途中调过的旋钮：workbench run recipe.yaml</translation>
    </message>
    <message>
        <source>The recipe is being read…</source>
        <translation>正在读取配方…</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Whose networks, program and recipe are shown</source>
        <translation>显示哪次运行的网络、程序和配方</translation>
    </message>
    <message>
        <source>Write a page about this run, to hand in, to send or to print</source>
        <translation>为这次运行写一页报告，可以上交、发送或打印</translation>
    </message>
    <message>
        <source>Where a run is started</source>
        <translation>在那里开始运行</translation>
    </message>
    <message>
        <source>Forms in which a run leaves</source>
        <translation>把运行带走的各种形式</translation>
    </message>
    <message>
        <source>Save as train.py…</source>
        <translation>保存为 train.py…</translation>
    </message>
    <message>
        <source>Save as recipe.yaml…</source>
        <translation>保存为 recipe.yaml…</translation>
    </message>
    <message>
        <source>Ru&amp;n</source>
        <translation>运行(&amp;N)</translation>
    </message>
    <message>
        <source>As a file</source>
        <translation>作为文件</translation>
    </message>
    <message>
        <source>As code</source>
        <translation>作为代码</translation>
    </message>
    <message>
        <source>As a recipe</source>
        <translation>作为配方</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>The window made a mistake: {words}</source>
        <translation>窗口出错了：{words}</translation>
    </message>
    <message>
        <source>Training goes on. Copy the details and report them.</source>
        <translation>训练继续进行。请复制详细信息并报告。</translation>
    </message>
</context>
<context>
    <name>FileDesk</name>
    <message>
        <source>{file} is one picture; learning takes many.</source>
        <translation>{file} 是一张图片；学习需要很多张。</translation>
    </message>
    <message>
        <source>Drop a folder with one folder of pictures for each class.</source>
        <translation>请拖入一个文件夹，其中每个类别一个图片文件夹。</translation>
    </message>
    <message>
        <source>{file} is a recipe to {task}; this window edits recipes to distil.</source>
        <translation>{file} 是任务为 {task} 的配方；这个窗口只编辑蒸馏的配方。</translation>
    </message>
    <message>
        <source>Run it in a terminal: workbench run {file}</source>
        <translation>请在终端中运行：workbench run {file}</translation>
    </message>
    <message>
        <source>Recipes and projects (*.yaml *.yml *.kdproj)</source>
        <translation>配方和项目 (*.yaml *.yml *.kdproj)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml)</source>
        <translation>配方 (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Save the recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>A folder with one folder for each class</source>
        <translation>每个类别一个子文件夹的文件夹</translation>
    </message>
    <message>
        <source>ZIP files (*.zip)</source>
        <translation>ZIP 文件 (*.zip)</translation>
    </message>
    <message>
        <source>A ZIP file of pictures</source>
        <translation>图片的 ZIP 文件</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv)</source>
        <translation>表格 (*.csv *.tsv)</translation>
    </message>
    <message>
        <source>A table of pictures</source>
        <translation>图片的表格</translation>
    </message>
</context>
<context>
    <name>FileEditor</name>
    <message>
        <source>type the path of a file, or choose</source>
        <translation>输入文件路径，或选择</translation>
    </message>
    <message>
        <source>Choose the file: {field}</source>
        <translation>选择文件：{field}</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Files that fit ({endings})</source>
        <translation>合适的文件 ({endings})</translation>
    </message>
</context>
<context>
    <name>FolderEditor</name>
    <message>
        <source>drop a folder on the window, or choose</source>
        <translation>把文件夹拖到窗口上，或选择</translation>
    </message>
    <message>
        <source>Choose the folder: {field}</source>
        <translation>选择文件夹：{field}</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
</context>
<context>
    <name>FormatCard</name>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Settings of: {title}</source>
        <translation>设置：{title}</translation>
    </message>
</context>
<context>
    <name>FormatCards</name>
    <message>
        <source>The formats are not known yet: the engine is starting.</source>
        <translation>还不知道有哪些格式：引擎正在启动。</translation>
    </message>
</context>
<context>
    <name>GapNote</name>
    <message>
        <source>It learns from the network before it, and teaches the one after it: two smaller steps</source>
        <translation>它向前一个网络学习，再教后一个：变成两个较小的台阶</translation>
    </message>
    <message>
        <source>Put {network} in between</source>
        <translation>中间放一个 {network}</translation>
    </message>
    <message>
        <source>A small step from the teacher to the student</source>
        <translation>从教师到学生的台阶很小</translation>
    </message>
    <message>
        <source>A good step from the teacher to the student</source>
        <translation>从教师到学生的台阶正合适</translation>
    </message>
    <message>
        <source>A large step from the teacher to the student</source>
        <translation>从教师到学生的台阶很大</translation>
    </message>
    <message>
        <source>The teacher has {times} the student&apos;s weights.</source>
        <translation>教师的权重数为学生的 {times}。</translation>
    </message>
    <message>
        <source>The largest step from one network to the next is {times}.</source>
        <translation>相邻网络之间最大的台阶是 {times}。</translation>
    </message>
    <message>
        <source>By a rule of thumb there is little to gain below {low}.</source>
        <translation>根据经验，低于 {low} 时收益不大。</translation>
    </message>
    <message>
        <source>By a rule of thumb {low} to {high} is a good step.</source>
        <translation>根据经验，{low} 到 {high} 是合适的台阶。</translation>
    </message>
    <message>
        <source>By a rule of thumb more than {high} is too much for one step.</source>
        <translation>根据经验，一步超过 {high} 就太大了。</translation>
    </message>
    <message>
        <source>An assistant of about {weights} weights can help.</source>
        <translation>约 {weights} 个权重的助教可能有帮助。</translation>
    </message>
    <message>
        <source>An assistant of a size between the two can help.</source>
        <translation>大小介于两者之间的助教可能有帮助。</translation>
    </message>
</context>
<context>
    <name>GlossaryView</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search the glossary</source>
        <translation>搜索术语表</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Nothing speaks of that. Try a shorter word.</source>
        <translation>没有相关内容。试试更短的词。</translation>
    </message>
    <message>
        <source>{number} topics</source>
        <translation>{number} 个主题</translation>
    </message>
    <message>
        <source>1 topic</source>
        <translation>1 个主题</translation>
    </message>
</context>
<context>
    <name>Group</name>
    <message>
        <source>Can be changed again when the run has ended.</source>
        <translation>运行结束后可以再改。</translation>
    </message>
</context>
<context>
    <name>HandingOver</name>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Exported, and the file agrees with the network.</source>
        <translation>已导出，文件与网络一致。</translation>
    </message>
    <message>
        <source>Save {name}</source>
        <translation>保存 {name}</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>Report of this run</source>
        <translation>这次运行的报告</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Writing the report…</source>
        <translation>正在写报告…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The report is written.</source>
        <translation>报告已写好。</translation>
    </message>
    <message>
        <source>No program to show web pages was found. The report is:</source>
        <translation>没有找到能显示网页的程序。报告在：</translation>
    </message>
</context>
<context>
    <name>HeatLegend</name>
    <message>
        <source>Legend: the stronger the colour, the more it spoke for the answer</source>
        <translation>图例：颜色越强，对该回答的支持越大</translation>
    </message>
</context>
<context>
    <name>HelpDesk</name>
    <message>
        <source>That can be set when the run has ended; temperature and labels ↔ teacher at any time.</source>
        <translation>这要等运行结束才能设置；温度和“标签 ↔ 教师”随时可以。</translation>
    </message>
    <message>
        <source>This is: {label}</source>
        <translation>这是：{label}</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import pictures</source>
        <translation>导入图片</translation>
    </message>
    <message>
        <source>Where are your pictures? They stay where they are; dropping them on the window does the same.</source>
        <translation>你的图片在哪里？它们会留在原处；直接拖到窗口上效果相同。</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>一个文件夹</translation>
    </message>
    <message>
        <source>With one folder of pictures for each class, named after it.</source>
        <translation>每个类别一个图片文件夹，以类别命名。</translation>
    </message>
    <message>
        <source>A ZIP file</source>
        <translation>一个 ZIP 文件</translation>
    </message>
    <message>
        <source>Of such a folder. Nothing is unpacked to the disk.</source>
        <translation>这种文件夹的 ZIP。不会解压到磁盘。</translation>
    </message>
    <message>
        <source>A table (CSV)</source>
        <translation>一个表格 (CSV)</translation>
    </message>
    <message>
        <source>With a line for each picture: its path, and its class.</source>
        <translation>每张图片一行：它的路径和类别。</translation>
    </message>
</context>
<context>
    <name>LayersEditor</name>
    <message>
        <source>The workbench&apos;s choice</source>
        <translation>由工作台选择</translation>
    </message>
    <message>
        <source>{path} (what goes into it)</source>
        <translation>{path}（它的输入）</translation>
    </message>
    <message>
        <source>{path} (not in this network)</source>
        <translation>{path}（这个网络里没有）</translation>
    </message>
    <message>
        <source>add a layer…</source>
        <translation>添加一层…</translation>
    </message>
    <message>
        <source>path of a layer, then Enter</source>
        <translation>输入层的路径，然后按 Enter</translation>
    </message>
</context>
<context>
    <name>Leaderboard</name>
    <message>
        <source>Runs and what they achieved</source>
        <translation>各次运行及其成绩</translation>
    </message>
    <message>
        <source>Compare selected</source>
        <translation>比较所选</translation>
    </message>
    <message>
        <source>Leave only the selected runs in the tables; select several with Ctrl or Shift</source>
        <translation>表格中只留下所选的运行；用 Ctrl 或 Shift 选择多个</translation>
    </message>
    <message>
        <source>Overlay curves</source>
        <translation>叠加曲线</translation>
    </message>
    <message>
        <source>Draw the training curves of the selected runs over each other, in 3 Distil</source>
        <translation>在“3 蒸馏”中把所选运行的训练曲线画在一起</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>显示所有运行</translation>
    </message>
    <message>
        <source>Every run that has results</source>
        <translation>所有有结果的运行</translation>
    </message>
    <message>
        <source>{number} chosen runs</source>
        <translation>已选 {number} 次运行</translation>
    </message>
    <message>
        <source>All runs with results: {number}</source>
        <translation>所有有结果的运行：{number}</translation>
    </message>
    <message>
        <source>These runs saw different pictures, so their accuracies cannot be compared.</source>
        <translation>这些运行看到的图片不同，因此准确率不能相互比较。</translation>
    </message>
    <message>
        <source>The best of {number}, chosen after testing, looks a little better than it is.</source>
        <translation>测试之后从 {number} 个中挑出的最好者，看上去会比实际略好。</translation>
    </message>
    <message>
        <source>{number} of the chosen runs have no results and are left out.</source>
        <translation>所选运行中有 {number} 次没有结果，已略去。</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Training goes on</source>
        <translation>训练继续进行</translation>
    </message>
    <message>
        <source>This icon brings the window back.</source>
        <translation>这个图标可以唤回窗口。</translation>
    </message>
    <message>
        <source>Nothing is lost.</source>
        <translation>什么都不会丢失。</translation>
    </message>
    <message>
        <source>Pausing at a checkpoint; then the window closes.</source>
        <translation>正在检查点处暂停；然后窗口关闭。</translation>
    </message>
    <message>
        <source>Stopping and keeping the best weights; then the window closes.</source>
        <translation>正在停止并保留最好的权重；然后窗口关闭。</translation>
    </message>
    <message>
        <source>Stay open</source>
        <translation>不关闭</translation>
    </message>
    <message>
        <source>Close now</source>
        <translation>立即关闭</translation>
    </message>
    <message>
        <source>Still at: {doing}</source>
        <translation>仍在进行：{doing}</translation>
    </message>
    <message>
        <source>No answer for 10 s. Closed now, it goes on from its last checkpoint at the next start.</source>
        <translation>10 秒没有回应。现在关闭的话，下次启动时从最后一个检查点继续。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Legend: {titles}</source>
        <translation>图例：{titles}</translation>
    </message>
</context>
<context>
    <name>LensCard</name>
    <message>
        <source>What the teacher says</source>
        <translation>教师怎么说</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>上一张图片</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张图片</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>所有类别</translation>
    </message>
    <message>
        <source>Which classes the teacher finds alike, over all these pictures</source>
        <translation>在所有这些图片上，教师觉得哪些类别相像</translation>
    </message>
    <message>
        <source>This is: {label}</source>
        <translation>这是：{label}</translation>
    </message>
    <message>
        <source>Entropy: {plain} bits as it is, {soft} bits at T = {temperature}</source>
        <translation>熵：原样 {plain} 比特，T = {temperature} 时 {soft} 比特</translation>
    </message>
    <message>
        <source>Beyond the label, the student hears: it looks a little like {others}.</source>
        <translation>除了标签，学生还听到：它有点像{others}。</translation>
    </message>
    <message>
        <source> and </source>
        <translation>和</translation>
    </message>
    <message>
        <source>Teacher: {title}</source>
        <translation>教师：{title}</translation>
    </message>
    <message>
        <source>{accuracy} right on its test pictures</source>
        <translation>测试图片答对 {accuracy}</translation>
    </message>
    <message>
        <source>Asking a teacher…</source>
        <translation>正在询问教师…</translation>
    </message>
    <message>
        <source>As soon as there is a trained teacher, you see here what it says to a picture.</source>
        <translation>一旦有了训练好的教师，就能在这里看到它对一张图片的回答。</translation>
    </message>
    <message>
        <source>The picture that the teacher looks at</source>
        <translation>教师正在看的图片</translation>
    </message>
</context>
<context>
    <name>LikenessMap</name>
    <message>
        <source>Which classes the teacher finds alike</source>
        <translation>教师觉得哪些类别相像</translation>
    </message>
    <message>
        <source>Pictures of “{true}”: the teacher gives “{said}” {share} on average</source>
        <translation>“{true}”的图片：教师平均给“{said}” {share}</translation>
    </message>
</context>
<context>
    <name>LimitSpin</name>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
</context>
<context>
    <name>ListEditor</name>
    <message>
        <source>values separated by commas</source>
        <translation>用逗号分隔的数值</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Full log</source>
        <translation>完整日志</translation>
    </message>
    <message>
        <source>Problems of the recipe</source>
        <translation>配方的问题</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy this page; names of your folders are left out</source>
        <translation>复制此页；不包含你的文件夹名</translation>
    </message>
    <message>
        <source>The newest line is at the bottom.</source>
        <translation>最新的一行在最下面。</translation>
    </message>
    <message>
        <source>Problems ({number})</source>
        <translation>问题（{number}）</translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation>还没有内容。</translation>
    </message>
</context>
<context>
    <name>LossChart</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Loss, nats</source>
        <translation>损失，纳特</translation>
    </message>
    <message>
        <source>Validation pictures, cross-entropy</source>
        <translation>验证图片，交叉熵</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Untitled recipe</source>
        <translation>未命名配方</translation>
    </message>
    <message>
        <source>{name}[*] – Distillation Workbench</source>
        <translation>{name}[*] – 蒸馏工作台</translation>
    </message>
    <message>
        <source>Stages and run</source>
        <translation>阶段与运行</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>讲解</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>窗口(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Undo {what}</source>
        <translation>撤销 {what}(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo {what}</source>
        <translation>重做 {what}(&amp;R)</translation>
    </message>
    <message>
        <source>Show or hide: {name}</source>
        <translation>显示或隐藏：{name}</translation>
    </message>
    <message>
        <source>New from &amp;sample</source>
        <translation>从示例新建(&amp;S)</translation>
    </message>
    <message>
        <source>Begin with nothing but defaults; Undo goes back</source>
        <translation>从默认设置开始；可用撤销回到原来</translation>
    </message>
    <message>
        <source>&amp;New recipe</source>
        <translation>新建配方(&amp;N)</translation>
    </message>
    <message>
        <source>Open a recipe, or a project that somebody shared</source>
        <translation>打开配方，或别人分享的项目</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Write the settings to a file that this window and the command line can run</source>
        <translation>把设置写入文件，本窗口和命令行都能运行它</translation>
    </message>
    <message>
        <source>Save recipe &amp;as…</source>
        <translation>配方另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Learn from pictures of your own: a folder with one folder for each class</source>
        <translation>从你自己的图片学习：每个类别一个子文件夹的文件夹</translation>
    </message>
    <message>
        <source>&amp;Import pictures…</source>
        <translation>导入图片(&amp;I)…</translation>
    </message>
    <message>
        <source>Write the trained student to a file for other programs, and check that file</source>
        <translation>把训练好的学生写成其他程序可用的文件，并检查该文件</translation>
    </message>
    <message>
        <source>&amp;Export student…</source>
        <translation>导出学生(&amp;E)…</translation>
    </message>
    <message>
        <source>Write one page with curves, numbers and pictures of the run on screen</source>
        <translation>为屏幕上的运行写一页报告，带曲线、数字和图片</translation>
    </message>
    <message>
        <source>Repor&amp;t of this run…</source>
        <translation>这次运行的报告(&amp;T)…</translation>
    </message>
    <message>
        <source>A program that does what the run on screen did, without the workbench</source>
        <translation>一个不需要工作台就能重做屏幕上这次运行的程序</translation>
    </message>
    <message>
        <source>Show me the &amp;code…</source>
        <translation>给我看代码(&amp;C)…</translation>
    </message>
    <message>
        <source>Put the run on screen into one file that another workbench can open</source>
        <translation>把屏幕上的运行放进一个文件，另一个工作台可以打开</translation>
    </message>
    <message>
        <source>S&amp;hare this run…</source>
        <translation>分享这次运行(&amp;H)…</translation>
    </message>
    <message>
        <source>Show the files of the run on screen</source>
        <translation>显示屏幕上这次运行的文件</translation>
    </message>
    <message>
        <source>Open the run&apos;s &amp;folder</source>
        <translation>打开运行的文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Show where all runs are kept</source>
        <translation>显示所有运行保存在哪里</translation>
    </message>
    <message>
        <source>Open the folder of all r&amp;uns</source>
        <translation>打开所有运行的文件夹(&amp;U)</translation>
    </message>
    <message>
        <source>Close the workbench; asks first while a network trains</source>
        <translation>关闭工作台；正在训练时会先询问</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Take the last change back: of a setting, or of a run&apos;s name, tags or place</source>
        <translation>撤销上一次更改：设置，或运行的名称、标签、位置</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Make the change again that was taken back last</source>
        <translation>重做刚才撤销的更改</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>How the window looks, and where training runs</source>
        <translation>窗口的外观，以及训练在哪里进行</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>首选项(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Train with these settings</source>
        <translation>用这些设置训练</translation>
    </message>
    <message>
        <source>Rest at the next step, or go on; nothing is lost</source>
        <translation>在下一步停下休息，或继续；什么都不会丢失</translation>
    </message>
    <message>
        <source>End the training now and test the best weights so far</source>
        <translation>现在结束训练，测试目前最好的权重</translation>
    </message>
    <message>
        <source>S&amp;top and keep the best</source>
        <translation>停止并保留最好(&amp;T)</translation>
    </message>
    <message>
        <source>End the training and remove everything that it made; asks first</source>
        <translation>结束训练并删除它产生的一切；会先询问</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>丢弃(&amp;D)</translation>
    </message>
    <message>
        <source>From its last checkpoint, to the result that it would have had</source>
        <translation>从最后一个检查点继续，得到本来会得到的结果</translation>
    </message>
    <message>
        <source>Go on with the run that ended &amp;early</source>
        <translation>继续提前结束的运行(&amp;E)</translation>
    </message>
    <message>
        <source>Back to the first sample with its fixed seeds, for the next pupil</source>
        <translation>回到第一个示例及其固定的种子，留给下一位学生用</translation>
    </message>
    <message>
        <source>&amp;Reset to the sample</source>
        <translation>重置为示例(&amp;R)</translation>
    </message>
    <message>
        <source>Measure how long one picture takes every network, here and now</source>
        <translation>此时此地测量每个网络处理一张图片要多久</translation>
    </message>
    <message>
        <source>&amp;Benchmark this computer</source>
        <translation>给这台电脑测速(&amp;B)</translation>
    </message>
    <message>
        <source>Train students with several temperatures and shares side by side, and see a map of them</source>
        <translation>用多个温度和份额并排训练学生，并查看它们的图</translation>
    </message>
    <message>
        <source>&amp;Try several dials at once…</source>
        <translation>同时尝试多组旋钮值(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Explain what has the focus</source>
        <translation>讲解当前焦点(&amp;E)</translation>
    </message>
    <message>
        <source>A page about the setting or the chart that is in use</source>
        <translation>关于正在使用的设置或图表的一页</translation>
    </message>
    <message>
        <source>A walk through the window in a few steps; it can be left and taken up again</source>
        <translation>分几步游览窗口；可以随时离开再回来</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>导览(&amp;T)</translation>
    </message>
    <message>
        <source>What the words mean: temperature, logit, epoch …</source>
        <translation>这些词是什么意思：温度、logit、轮次……</translation>
    </message>
    <message>
        <source>&amp;Glossary</source>
        <translation>术语表(&amp;G)</translation>
    </message>
    <message>
        <source>Versions, computer and settings for whoever helps you; no folder of yours is named</source>
        <translation>给帮助你的人看的版本、电脑和设置；不会提到你的文件夹</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>复制诊断信息(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;About Distillation Workbench</source>
        <translation>关于蒸馏工作台(&amp;A)</translation>
    </message>
    <message>
        <source>Its version, and what it never does</source>
        <translation>它的版本，以及它绝不会做的事</translation>
    </message>
</context>
<context>
    <name>MethodPicker</name>
    <message>
        <source>Compare answers</source>
        <translation>比较回答</translation>
    </message>
    <message>
        <source>Compare what goes into the last layer</source>
        <translation>比较最后一层的输入</translation>
    </message>
    <message>
        <source>Compare feature maps</source>
        <translation>比较特征图</translation>
    </message>
    <message>
        <source>Without a teacher</source>
        <translation>没有教师</translation>
    </message>
    <message>
        <source>{method} – cannot run here</source>
        <translation>{method} – 在这里不能运行</translation>
    </message>
</context>
<context>
    <name>MethodRow</name>
    <message>
        <source>Weight of: {method}</source>
        <translation>权重：{method}</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The paper&apos;s weight: {method}</source>
        <translation>论文的权重：{method}</translation>
    </message>
    <message>
        <source>Take the weight of the method&apos;s paper</source>
        <translation>采用该方法论文中的权重</translation>
    </message>
    <message>
        <source>Own T</source>
        <translation>单独的 T</translation>
    </message>
    <message>
        <source>Temperature of its own: {method}</source>
        <translation>单独的温度：{method}</translation>
    </message>
    <message>
        <source>Use a temperature of its own: {method}</source>
        <translation>使用单独的温度：{method}</translation>
    </message>
    <message>
        <source>Else it softens with the temperature of the dial.</source>
        <translation>否则按旋钮的温度软化。</translation>
    </message>
    <message>
        <source>Weight of {method}</source>
        <translation>{method} 的权重</translation>
    </message>
    <message>
        <source>Can be moved again as soon as a student trains.</source>
        <translation>学生一开始训练，就又可以调节。</translation>
    </message>
    <message>
        <source>Multiplies what the method says; empty = the weight of its paper.</source>
        <translation>乘以该方法的损失；留空 = 其论文中的权重。</translation>
    </message>
    <message>
        <source>Takes effect at the next step; the curves mark the place.</source>
        <translation>从下一步起生效；曲线上会标出位置。</translation>
    </message>
    <message>
        <source>It changes by itself now; once you move it, it stays where you put it.</source>
        <translation>现在它会自动变化；你一旦调动它，它就停在你放的位置。</translation>
    </message>
    <message>
        <source>Remove: {method}</source>
        <translation>移除：{method}</translation>
    </message>
    <message>
        <source>Take this method out of the loss</source>
        <translation>把这个方法从损失中去掉</translation>
    </message>
</context>
<context>
    <name>MethodsGroup</name>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Add a method</source>
        <translation>添加方法</translation>
    </message>
    <message>
        <source>Balance the weights…</source>
        <translation>平衡权重…</translation>
    </message>
    <message>
        <source>Learn the weights too</source>
        <translation>同时学习权重</translation>
    </message>
    <message>
        <source>Beside the weights given, one more for each term is learned from how uncertain the term is.</source>
        <translation>除给定的权重外，每一项再按其不确定性学习一个权重。</translation>
    </message>
    <message>
        <source>At most {number} further methods.</source>
        <translation>最多再加 {number} 个方法。</translation>
    </message>
    <message>
        <source>Imitate something else of the teacher as well; it gets a weight of its own.</source>
        <translation>同时模仿教师的其他方面；它有自己的权重。</translation>
    </message>
    <message>
        <source>Measure how hard each term pulls at the student, and propose weights that make them pull alike</source>
        <translation>测量每一项对学生的拉力，并给出使各项拉力相当的建议权重</translation>
    </message>
    <message>
        <source>There is only one term: nothing to balance.</source>
        <translation>只有一项：没有可平衡的。</translation>
    </message>
    <message>
        <source>Method {number}</source>
        <translation>方法 {number}</translation>
    </message>
</context>
<context>
    <name>MixBar</name>
    <message>
        <source>Measured: how strongly each term pulls at the student&apos;s weights, as shares.</source>
        <translation>实测：每一项对学生权重的拉力有多大，以份额表示。</translation>
    </message>
    <message>
        <source>Effective mix: {shares}</source>
        <translation>实际配比：{shares}</translation>
    </message>
    <message>
        <source>Effective mix: measured while a student trains</source>
        <translation>实际配比：学生训练时测量</translation>
    </message>
</context>
<context>
    <name>MixChart</name>
    <message>
        <source>Effective mix</source>
        <translation>实际配比</translation>
    </message>
    <message>
        <source>Share of the gradient, %</source>
        <translation>在梯度中的份额，%</translation>
    </message>
</context>
<context>
    <name>NetworkCard</name>
    <message>
        <source>Let this network teach: {title}</source>
        <translation>让这个网络教：{title}</translation>
    </message>
    <message>
        <source>As teacher</source>
        <translation>用作教师</translation>
    </message>
    <message>
        <source>As student</source>
        <translation>用作学生</translation>
    </message>
    <message>
        <source>Let this network learn: {title}</source>
        <translation>让这个网络学：{title}</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measure its time on this computer: {title}</source>
        <translation>在这台电脑上测量它的用时：{title}</translation>
    </message>
</context>
<context>
    <name>NetworkGrid</name>
    <message>
        <source>Measure all</source>
        <translation>全部测量</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>A run is going: nothing is measured beside it.</source>
        <translation>有一次运行正在进行：不同时测量任何东西。</translation>
    </message>
    <message>
        <source>Measuring network {number} of {total}…</source>
        <translation>正在测量第 {number} 个网络，共 {total} 个…</translation>
    </message>
    <message>
        <source>What networks cost depends on the pictures; as soon as these are known, it is shown here.</source>
        <translation>网络的代价取决于图片；一旦知道图片，就显示在这里。</translation>
    </message>
    <message>
        <source>With their usual settings, for {classes} classes of {width} × {height} {color} pictures. On a bar, each mark is ten times the one before.</source>
        <translation>采用它们通常的设置，用于 {classes} 个类别、{width} × {height} 的{color}图片。条形上每个刻度是前一个的十倍。</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>彩色</translation>
    </message>
    <message>
        <source>Measure how long one picture takes each network on this computer</source>
        <translation>测量每个网络在这台电脑上处理一张图片要多久</translation>
    </message>
    <message>
        <source>Measure no more; what is measured stays</source>
        <translation>不再测量；已测得的保留</translation>
    </message>
    <message>
        <source>All networks</source>
        <translation>所有网络</translation>
    </message>
</context>
<context>
    <name>OpinionCard</name>
    <message>
        <source>This network keeps no map of the picture (it has no convolutions).</source>
        <translation>这个网络没有图片的热力图（它没有卷积）。</translation>
    </message>
    <message>
        <source>Median wall time of one pass through the network on this computer&apos;s processor</source>
        <translation>在这台电脑的处理器上，图片通过网络一次的用时中位数</translation>
    </message>
    <message>
        <source>Where the {role} looked</source>
        <translation>{role}看了哪里</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>答对</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错</translation>
    </message>
    <message>
        <source>Agrees with teacher</source>
        <translation>与教师一致</translation>
    </message>
    <message>
        <source>Differs from teacher</source>
        <translation>与教师不同</translation>
    </message>
    <message>
        <source>says {name}, {share}</source>
        <translation>认作 {name}，{share}</translation>
    </message>
</context>
<context>
    <name>OptionalEditor</name>
    <message>
        <source>Use: {field}</source>
        <translation>使用：{field}</translation>
    </message>
</context>
<context>
    <name>OtherTeacher</name>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weight of: {who}</source>
        <translation>权重：{who}</translation>
    </message>
    <message>
        <source>Remove: {who}</source>
        <translation>移除：{who}</translation>
    </message>
    <message>
        <source>Ask this teacher no more</source>
        <translation>不再询问这个教师</translation>
    </message>
</context>
<context>
    <name>OtherTeachers</name>
    <message>
        <source>They are asked together, and the student imitates what they say as one.</source>
        <translation>一起询问它们，学生模仿它们合成的一个回答。</translation>
    </message>
    <message>
        <source>Add a teacher</source>
        <translation>添加教师</translation>
    </message>
    <message>
        <source>Joined</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>How the teachers&apos; answers are joined</source>
        <translation>怎样合并各教师的回答</translation>
    </message>
    <message>
        <source>mean of their answers</source>
        <translation>回答的平均</translation>
    </message>
    <message>
        <source>mean by their weights</source>
        <translation>按权重平均</translation>
    </message>
    <message>
        <source>the surer one counts more</source>
        <translation>更有把握的占得更多</translation>
    </message>
    <message>
        <source>Several teachers ({number})…</source>
        <translation>多个教师（{number}）…</translation>
    </message>
    <message>
        <source>Several teachers…</source>
        <translation>多个教师…</translation>
    </message>
    <message>
        <source>Let the student learn from one more network, all at once</source>
        <translation>让学生同时再向一个网络学习</translation>
    </message>
    <message>
        <source>At most {number} further teachers.</source>
        <translation>最多再加 {number} 个教师。</translation>
    </message>
    <message>
        <source>Each teacher counts the same.</source>
        <translation>每个教师占得一样多。</translation>
    </message>
    <message>
        <source>Each teacher counts by its weight; that of the first is 1.</source>
        <translation>每个教师按自己的权重计；第一个教师的权重为 1。</translation>
    </message>
    <message>
        <source>For each picture, a teacher counts the more the surer it is.</source>
        <translation>对每张图片，教师越有把握，占得越多。</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Settings of: {title}</source>
        <translation>设置：{title}</translation>
    </message>
</context>
<context>
    <name>PictureGrid</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>This is a …</source>
        <translation>这是……</translation>
    </message>
    <message>
        <source>These are …</source>
        <translation>这些是……</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>As the source has it</source>
        <translation>按来源的标签</translation>
    </message>
    <message>
        <source>Show where the file is</source>
        <translation>显示文件所在位置</translation>
    </message>
</context>
<context>
    <name>Pictured</name>
    <message>
        <source>As table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>The same numbers, row by row</source>
        <translation>同样的数字，逐行列出</translation>
    </message>
    <message>
        <source>{title} as a table</source>
        <translation>{title}（表格）</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>entropy {number}</source>
        <translation>熵 {number}</translation>
    </message>
    <message>
        <source>T = {number} (now)</source>
        <translation>T = {number}（当前）</translation>
    </message>
    <message>
        <source>T = {number}</source>
        <translation>T = {number}</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>{share} labels</source>
        <translation>标签 {share}</translation>
    </message>
    <message>
        <source>{share} teacher</source>
        <translation>教师 {share}</translation>
    </message>
</context>
<context>
    <name>PicturesTab</name>
    <message>
        <source>Which pictures</source>
        <translation>哪些图片</translation>
    </message>
    <message>
        <source>Test pictures and what the networks said</source>
        <translation>测试图片以及各网络的回答</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>What the networks answered to each single picture is not there.</source>
        <translation>没有各网络对每张图片的回答。</translation>
    </message>
    <message>
        <source>The other tabs do not need it. To see pictures here, evaluate the run again.</source>
        <translation>其他标签页不需要它。要在这里看到图片，请重新评估这次运行。</translation>
    </message>
    <message>
        <source>{true} called {said} by: {network}</source>
        <translation>{true} 被 {network} 认作 {said}</translation>
    </message>
    <message>
        <source>{first} to {last} of {total}</source>
        <translation>第 {first} 到 {last} 张，共 {total} 张</translation>
    </message>
    <message>
        <source>There is no such picture.</source>
        <translation>没有这样的图片。</translation>
    </message>
    <message>
        <source>fetching pictures…</source>
        <translation>正在取图片…</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>It is: {name}</source>
        <translation>它是：{name}</translation>
    </message>
</context>
<context>
    <name>PlaceEditor</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Show &amp;every setting</source>
        <translation>显示全部设置(&amp;E)</translation>
    </message>
    <message>
        <source>Show the &amp;welcome page at the start</source>
        <translation>启动时显示欢迎页(&amp;W)</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>a separate process</source>
        <translation>独立进程</translation>
    </message>
    <message>
        <source>a thread of the window</source>
        <translation>窗口的一个线程</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Colours of the window and the charts.</source>
        <translation>窗口和图表的颜色。</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>The window is drawn anew; a run goes on meanwhile.</source>
        <translation>窗口会重新绘制；运行不受影响。</translation>
    </message>
    <message>
        <source>Text si&amp;ze</source>
        <translation>文字大小(&amp;Z)</translation>
    </message>
    <message>
        <source>Of all text, against the size that the system uses.</source>
        <translation>所有文字，相对于系统使用的大小。</translation>
    </message>
    <message>
        <source>&amp;Run training in</source>
        <translation>训练运行于(&amp;R)</translation>
    </message>
    <message>
        <source>A separate process cannot take the window along when it crashes, and gives all its memory back. A thread needs less memory, but may hold up the window. Counts from the next run on.</source>
        <translation>独立进程崩溃时不会连累窗口，并会归还全部内存。线程占用内存较少，但可能让窗口变卡。从下一次运行起生效。</translation>
    </message>
    <message>
        <source>&amp;Memory for training</source>
        <translation>训练所用内存(&amp;M)</translation>
    </message>
    <message>
        <source>For the pictures and the teacher&apos;s answers, in one run; what is more is read from the disk. Counts from the next run on.</source>
        <translation>一次运行中图片和教师答案所用的内存；超出的部分从磁盘读取。从下一次运行起生效。</translation>
    </message>
    <message>
        <source>&amp;Disk for what is remembered</source>
        <translation>记忆所用磁盘(&amp;D)</translation>
    </message>
    <message>
        <source>What a teacher has said is remembered, so that later runs need not ask it again. Decoded pictures may take as much once more. Those not used for longest go first. Counts from the next run on.</source>
        <translation>教师说过的内容会被记住，以后的运行无需再问。解码后的图片另可占用同样多的空间。最久未用的最先删除。从下一次运行起生效。</translation>
    </message>
    <message>
        <source>Kept now</source>
        <translation>目前保存</translation>
    </message>
    <message>
        <source>Also those that most people never need to touch.</source>
        <translation>也包括大多数人从不需要改动的设置。</translation>
    </message>
    <message>
        <source>Samples and recent work; otherwise the window opens on 3 Distil.</source>
        <translation>示例和最近的工作；否则窗口打开时显示“3 蒸馏”。</translation>
    </message>
</context>
<context>
    <name>PreviewCard</name>
    <message>
        <source>Pictures and what is odd about them</source>
        <translation>图片及其异常之处</translation>
    </message>
    <message>
        <source>More pictures</source>
        <translation>更多图片</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Files that are not used</source>
        <translation>未使用的文件</translation>
    </message>
    <message>
        <source>Files that look odd</source>
        <translation>看起来异常的文件</translation>
    </message>
    <message>
        <source>What is odd</source>
        <translation>异常之处</translation>
    </message>
    <message>
        <source>Pictures that are there more than once</source>
        <translation>出现不止一次的图片</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>all classes</source>
        <translation>所有类别</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>正在查看图片…</translation>
    </message>
    <message>
        <source>Looked at anew when the run has ended: reading pictures now would slow it down.</source>
        <translation>运行结束后再查看：现在读图片会拖慢它。</translation>
    </message>
    <message>
        <source>The student sees them as they are: no variations are chosen (stage Distil, Augment).</source>
        <translation>学生看到的就是原图：没有选择变化（阶段“蒸馏”，数据增强）。</translation>
    </message>
    <message>
        <source>{number} shown. Right-click one, or press Delete, to correct it.</source>
        <translation>显示 {number} 张。右击一张或按 Delete 可更正。</translation>
    </message>
    <message>
        <source>There is no picture to show.</source>
        <translation>没有可显示的图片。</translation>
    </message>
    <message>
        <source>As soon as it is known which pictures to learn from, they are shown here.</source>
        <translation>一旦知道要从哪些图片学习，就会显示在这里。</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Odd</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Twice</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已更正</translation>
    </message>
    <message>
        <source>Every file can be used.</source>
        <translation>每个文件都可以使用。</translation>
    </message>
    <message>
        <source>These files are left aside. Enter or a double click shows where one is.</source>
        <translation>这些文件被放在一边。按回车或双击可显示文件位置。</translation>
    </message>
    <message>
        <source>No file looks odd.</source>
        <translation>没有看起来异常的文件。</translation>
    </message>
    <message>
        <source>These pictures are used, though they look odd.</source>
        <translation>这些图片虽然看起来异常，但仍被使用。</translation>
    </message>
    <message>
        <source>No picture is there more than once.</source>
        <translation>没有图片出现不止一次。</translation>
    </message>
    <message>
        <source>The same picture to train on and to test with makes the test look better than it is.</source>
        <translation>同一张图片既用于训练又用于测试，会让测试结果看上去比实际好。</translation>
    </message>
    <message>
        <source>Nothing was corrected. Pictures have a menu for that; Delete leaves one out.</source>
        <translation>没有更正。图片上有相应的菜单；按 Delete 可排除一张。</translation>
    </message>
    <message>
        <source>Corrections are part of the recipe; the files stay as they are.</source>
        <translation>更正是配方的一部分；文件保持原样。</translation>
    </message>
    <message>
        <source>Class to show</source>
        <translation>要显示的类别</translation>
    </message>
    <message>
        <source>Show the pictures of one class, or of all</source>
        <translation>显示一个类别或所有类别的图片</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>The pictures as all networks get them to be tested</source>
        <translation>所有网络在测试时得到的图片</translation>
    </message>
    <message>
        <source>As the student sees</source>
        <translation>学生看到的</translation>
    </message>
    <message>
        <source>Training pictures in three of the random variations that the student gets of each</source>
        <translation>训练图片，以及学生得到的随机变化各三种</translation>
    </message>
    <message>
        <source>Show further pictures of each class</source>
        <translation>每个类别再显示一些图片</translation>
    </message>
    <message>
        <source>Read the pictures again</source>
        <translation>重新读取图片</translation>
    </message>
    <message>
        <source>Leave out the copies</source>
        <translation>排除重复的副本</translation>
    </message>
    <message>
        <source>Keep one of each group; undo takes it back</source>
        <translation>每组只保留一张；可以撤销</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>取消更正</translation>
    </message>
    <message>
        <source>As the source has them</source>
        <translation>恢复来源中的样子</translation>
    </message>
    <message>
        <source>Take all back</source>
        <translation>全部取消</translation>
    </message>
    <message>
        <source>Every picture as the source has it</source>
        <translation>每张图片都恢复来源中的样子</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>ProgressLine</name>
    <message>
        <source>Progress of the whole run</source>
        <translation>整个运行的进度</translation>
    </message>
    <message>
        <source>What is going on</source>
        <translation>正在做什么</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Stopped; the best weights so far are kept</source>
        <translation>已停止；保留了目前最好的权重</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Paused:</source>
        <translation>已暂停：</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>{pace} images/s</source>
        <translation>{pace} 张/秒</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>assistant</source>
        <translation>助教</translation>
    </message>
    <message>
        <source>distilled student</source>
        <translation>蒸馏学生</translation>
    </message>
    <message>
        <source>plain student</source>
        <translation>对照学生</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>{role} (seed {number} of {total})</source>
        <translation>{role}（第 {number}/{total} 个种子）</translation>
    </message>
    <message>
        <source>{role}, epoch {epoch} of {epochs}</source>
        <translation>{role}，第 {epoch}/{epochs} 轮</translation>
    </message>
    <message>
        <source>{role} and {count} variants</source>
        <translation>{role}及 {count} 个变体</translation>
    </message>
    <message>
        <source>{role} and a variant</source>
        <translation>{role}及一个变体</translation>
    </message>
    <message>
        <source>{role} {number} of {total}</source>
        <translation>{role} {number}/{total}</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}：{done}/{total}</translation>
    </message>
    <message>
        <source>{device} · threads: {threads}</source>
        <translation>{device} · 线程：{threads}</translation>
    </message>
</context>
<context>
    <name>ProofCard</name>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>What went wrong, for whoever is asked for help</source>
        <translation>出了什么问题，供求助时使用</translation>
    </message>
    <message>
        <source>Exported, and the file agrees with the network</source>
        <translation>已导出，文件与网络一致</translation>
    </message>
    <message>
        <source>Exported; the file agrees with the network but for ties</source>
        <translation>已导出；除并列情况外，文件与网络一致</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>正在取消…</translation>
    </message>
    <message>
        <source>Exporting, and checking the file</source>
        <translation>正在导出并检查文件</translation>
    </message>
    <message>
        <source>What an export has to prove</source>
        <translation>导出必须证明什么</translation>
    </message>
    <message>
        <source>Every line must hold, or no file is kept.</source>
        <translation>每一条都必须成立，否则不保留文件。</translation>
    </message>
    <message>
        <source>Written, and loaded again by the program it is for</source>
        <translation>已写出，并由目标程序重新加载</translation>
    </message>
    <message>
        <source>Says the same as the network, within a narrow limit</source>
        <translation>在很小的误差内与网络说法相同</translation>
    </message>
    <message>
        <source>Gives the same answers on the test pictures</source>
        <translation>在测试图片上给出相同的回答</translation>
    </message>
    <message>
        <source>Time for one picture, measured</source>
        <translation>一张图片的实测用时</translation>
    </message>
    <message>
        <source>No file was kept</source>
        <translation>没有保留文件</translation>
    </message>
    <message>
        <source>Size of the file</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Written, and loaded again</source>
        <translation>已写出并重新加载</translation>
    </message>
    <message>
        <source>{file}: {size}</source>
        <translation>{file}：{size}</translation>
    </message>
    <message>
        <source>Every output is exactly the network&apos;s</source>
        <translation>每个输出都与网络完全相同</translation>
    </message>
    <message>
        <source>Outputs differ by at most {most}; {limit} is accepted</source>
        <translation>输出最多相差 {most}；允许 {limit}</translation>
    </message>
    <message>
        <source>Compared on {count} test pictures</source>
        <translation>在 {count} 张测试图片上比较</translation>
    </message>
    <message>
        <source>Same answers: {same} of {count} test pictures</source>
        <translation>回答相同：{count} 张测试图片中的 {same} 张</translation>
    </message>
    <message>
        <source>(in the others two classes tie, and either is right)</source>
        <translation>（其余的有两个类别并列，哪个都算对）</translation>
    </message>
    <message>
        <source>Accuracy {file} from the file, {network} from the network</source>
        <translation>文件的准确率 {file}，网络的准确率 {network}</translation>
    </message>
    <message>
        <source>Time for one picture: not measured</source>
        <translation>一张图片的用时：未测量</translation>
    </message>
    <message>
        <source>Export again to measure it.</source>
        <translation>重新导出即可测量。</translation>
    </message>
    <message>
        <source>{time} for one picture</source>
        <translation>一张图片用时 {time}</translation>
    </message>
    <message>
        <source>Median of {runs} on {machine}</source>
        <translation>在 {machine} 上 {runs} 次的中位数</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>being checked</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>成立</translation>
    </message>
    <message>
        <source>for information</source>
        <translation>仅供参考</translation>
    </message>
    <message>
        <source>does not hold</source>
        <translation>不成立</translation>
    </message>
</context>
<context>
    <name>PublishedButton</name>
    <message>
        <source>Published settings</source>
        <translation>已发表的设置</translation>
    </message>
    <message>
        <source>Can be changed again when the run has ended.</source>
        <translation>运行结束后可以再更改。</translation>
    </message>
    <message>
        <source>Settings of {number} publications for this pair of networks</source>
        <translation>{number} 篇论文针对这对网络的设置</translation>
    </message>
    <message>
        <source>None are known for this pair of networks.</source>
        <translation>没有针对这对网络的已知设置。</translation>
    </message>
    <message>
        <source>Percent: top-1 accuracy on CIFAR-100, as published</source>
        <translation>百分数：CIFAR-100 上的 top-1 准确率，按发表值</translation>
    </message>
</context>
<context>
    <name>RampEditor</name>
    <message>
        <source>While training: {first} → {to}, straight</source>
        <translation>训练中：{first} → {to}，直线</translation>
    </message>
    <message>
        <source>While training: {first} → {to}, half a cosine</source>
        <translation>训练中：{first} → {to}，半个余弦</translation>
    </message>
    <message>
        <source>While training: × {factor}, {count} times</source>
        <translation>训练中：× {factor}，共 {count} 次</translation>
    </message>
    <message>
        <source>Change while training…</source>
        <translation>训练中变化…</translation>
    </message>
    <message>
        <source>{title}: how it changes while the student trains</source>
        <translation>{title}：学生训练时怎样变化</translation>
    </message>
</context>
<context>
    <name>RatioCard</name>
    <message>
        <source>Student and teacher compared</source>
        <translation>学生与教师相比</translation>
    </message>
    <message>
        <source>{times} fewer weights</source>
        <translation>权重更少（{times}）</translation>
    </message>
    <message>
        <source>about as many weights</source>
        <translation>权重数大致相同</translation>
    </message>
    <message>
        <source>{times} as many weights</source>
        <translation>权重更多（{times}）</translation>
    </message>
    <message>
        <source>{times} fewer operations</source>
        <translation>运算更少（{times}）</translation>
    </message>
    <message>
        <source>about as many operations</source>
        <translation>运算量大致相同</translation>
    </message>
    <message>
        <source>{times} as many operations</source>
        <translation>运算更多（{times}）</translation>
    </message>
    <message>
        <source>{times} faster</source>
        <translation>更快（{times}）</translation>
    </message>
    <message>
        <source>about as fast</source>
        <translation>速度大致相同</translation>
    </message>
    <message>
        <source>{times} as slow</source>
        <translation>更慢（{times}）</translation>
    </message>
    <message>
        <source>Against its teacher, the student: {list}.</source>
        <translation>与教师相比，学生：{list}。</translation>
    </message>
    <message>
        <source>The teacher is not larger than the student. It may still teach, for example what it learned from more labels; but nothing is compressed, and a better teacher is likely to be a larger one.</source>
        <translation>教师并不比学生大。它仍然可以教，例如教它从更多标签学到的东西；但这样什么也没有压缩，更好的教师多半要更大。</translation>
    </message>
    <message>
        <source>The teacher is very much larger than the student, which may not be able to follow it; a teacher of a size between the two can teach more.</source>
        <translation>教师比学生大得太多，学生可能跟不上；大小介于两者之间的教师能教得更多。</translation>
    </message>
</context>
<context>
    <name>ReadingsChart</name>
    <message>
        <source>What the methods learned</source>
        <translation>方法学到的量</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>读数</translation>
    </message>
</context>
<context>
    <name>RecipeModel</name>
    <message>
        <source>another recipe</source>
        <translation>另一个配方</translation>
    </message>
</context>
<context>
    <name>Recovering</name>
    <message>
        <source>The workbench did not end as it should. Recover the recipe you were editing at {when}?</source>
        <translation>工作台上次没有正常结束。要恢复 {when} 正在编辑的配方吗？</translation>
    </message>
    <message>
        <source>It comes on screen, and Undo goes back; no file is written.</source>
        <translation>它会出现在屏幕上，可用撤销回到原来；不会写入任何文件。</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ReliabilityPlot</name>
    <message>
        <source>Reliability diagram</source>
        <translation>可靠性图</translation>
    </message>
    <message>
        <source>{network}: {count} pictures, {confidence} sure on average, {accuracy} right</source>
        <translation>{network}：{count} 张图片，平均把握 {confidence}，答对 {accuracy}</translation>
    </message>
    <message>
        <source>How sure the network is</source>
        <translation>网络有多大把握</translation>
    </message>
    <message>
        <source>How often it is right</source>
        <translation>它答对的比例</translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>Nothing about it looks wrong.</source>
        <translation>没有发现问题。</translation>
    </message>
</context>
<context>
    <name>ResultBanner</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Dials tried</source>
        <translation>尝试的旋钮值</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Train on from here</source>
        <translation>从这里继续训练</translation>
    </message>
    <message>
        <source>See where teacher, student and twin differ, picture by picture</source>
        <translation>逐张图片查看教师、学生和对照学生的不同</translation>
    </message>
    <message>
        <source>See a map of how good the student was with each of the dials that were tried</source>
        <translation>查看学生在每组尝试过的旋钮值下表现如何的图</translation>
    </message>
    <message>
        <source>Show the trained networks a picture of yours</source>
        <translation>给训练好的网络看一张你的图片</translation>
    </message>
    <message>
        <source>Write the student to a file that other programs can run, and check the file</source>
        <translation>把学生写成其他程序能运行的文件，并检查该文件</translation>
    </message>
    <message>
        <source>Write a page about this run, to hand in, to send or to print</source>
        <translation>为这次运行写一页报告，可以上交、发送或打印</translation>
    </message>
    <message>
        <source>A program that repeats this run without the workbench</source>
        <translation>一个不需要工作台就能重做这次运行的程序</translation>
    </message>
    <message>
        <source>Everything the run kept: weights, curves, results</source>
        <translation>运行保存的一切：权重、曲线、结果</translation>
    </message>
    <message>
        <source>Report, code, folder</source>
        <translation>报告、代码、文件夹</translation>
    </message>
    <message>
        <source>What the verdict rests on</source>
        <translation>结论的依据</translation>
    </message>
    <message>
        <source>Stopped. The best weights so far are kept, but were not tested.</source>
        <translation>已停止。保留了目前最好的权重，但没有测试。</translation>
    </message>
    <message>
        <source>Resume trains on from here and then tests.</source>
        <translation>“继续”会从这里接着训练，然后测试。</translation>
    </message>
    <message>
        <source>Trained and tested.</source>
        <translation>已训练并测试。</translation>
    </message>
    <message>
        <source>Test accuracy</source>
        <translation>测试准确率</translation>
    </message>
    <message>
        <source>As teacher</source>
        <translation>同教师</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Test pictures that are answered rightly: mean ± spread over the seeds</source>
        <translation>答对的测试图片：平均 ± 各种子的离散程度</translation>
    </message>
    <message>
        <source>Test pictures that are answered as the teacher answers them</source>
        <translation>与教师回答相同的测试图片</translation>
    </message>
    <message>
        <source>For one picture, in ONNX Runtime. {machine}</source>
        <translation>一张图片的用时，ONNX Runtime。{machine}</translation>
    </message>
    <message>
        <source>Numbers that were learned</source>
        <translation>学到的数值个数</translation>
    </message>
    <message>
        <source>Of the file with the weights</source>
        <translation>权重文件的大小</translation>
    </message>
</context>
<context>
    <name>RunActions</name>
    <message>
        <source>Select a run first.</source>
        <translation>请先选择一次运行。</translation>
    </message>
    <message>
        <source>Select two runs or more.</source>
        <translation>请选择两次或更多运行。</translation>
    </message>
    <message>
        <source>Stop it first: it is training.</source>
        <translation>请先停止它：它正在训练。</translation>
    </message>
    <message>
        <source>A run that is training or damaged cannot be shared.</source>
        <translation>正在训练或已损坏的运行不能分享。</translation>
    </message>
    <message>
        <source>Select one run only.</source>
        <translation>请只选择一次运行。</translation>
    </message>
    <message>
        <source>It is damaged.</source>
        <translation>它已损坏。</translation>
    </message>
    <message>
        <source>Only a run that has finished can teach.</source>
        <translation>只有已完成的运行才能当教师。</translation>
    </message>
    <message>
        <source>It has not been measured on the test pictures.</source>
        <translation>它没有在测试图片上测量过。</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Show its curves and results</source>
        <translation>显示它的曲线和结果</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Lay the selected runs side by side</source>
        <translation>把所选运行并排比较</translation>
    </message>
    <message>
        <source>&amp;Favourite</source>
        <translation>收藏(&amp;F)</translation>
    </message>
    <message>
        <source>Mark with a star</source>
        <translation>标上星号</translation>
    </message>
    <message>
        <source>&amp;Tags…</source>
        <translation>标签(&amp;T)…</translation>
    </message>
    <message>
        <source>Words to find runs by</source>
        <translation>便于查找运行的词</translation>
    </message>
    <message>
        <source>&amp;Note…</source>
        <translation>备注(&amp;N)…</translation>
    </message>
    <message>
        <source>Write down what you learned</source>
        <translation>写下你学到了什么</translation>
    </message>
    <message>
        <source>Rena&amp;me</source>
        <translation>重命名(&amp;M)</translation>
    </message>
    <message>
        <source>Give it another name; its recipe stays</source>
        <translation>给它另一个名称；它的配方不变</translation>
    </message>
    <message>
        <source>&amp;Use as teacher</source>
        <translation>用作教师(&amp;U)</translation>
    </message>
    <message>
        <source>Let its network teach the next student</source>
        <translation>让它的网络教下一个学生</translation>
    </message>
    <message>
        <source>&amp;Repeat</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Load its recipe, with the dials as they were moved</source>
        <translation>载入它的配方，包括途中调过的旋钮</translation>
    </message>
    <message>
        <source>S&amp;how code</source>
        <translation>显示代码(&amp;H)</translation>
    </message>
    <message>
        <source>A short Python program that does the same</source>
        <translation>一个做同样事情的简短 Python 程序</translation>
    </message>
    <message>
        <source>Re&amp;port</source>
        <translation>报告(&amp;P)</translation>
    </message>
    <message>
        <source>One page about it, to print or to hand in</source>
        <translation>关于它的一页，可打印或上交</translation>
    </message>
    <message>
        <source>Open fo&amp;lder</source>
        <translation>打开文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Everything that it kept: weights, curves, results</source>
        <translation>它保存的一切：权重、曲线、结果</translation>
    </message>
    <message>
        <source>&amp;Share…</source>
        <translation>分享(&amp;S)…</translation>
    </message>
    <message>
        <source>Write it to one file for somebody else</source>
        <translation>把它写成一个文件交给别人</translation>
    </message>
    <message>
        <source>Move to &amp;bin</source>
        <translation>移到回收站(&amp;B)</translation>
    </message>
    <message>
        <source>Undo brings it back</source>
        <translation>可用撤销找回</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Train with these settings</source>
        <translation>用这些设置训练</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop and keep the best weights so far</source>
        <translation>停止并保留目前最好的权重</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>没有正在进行的运行。</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <source>Rest at the next step; nothing is lost</source>
        <translation>在下一步停下休息；什么都不会丢失</translation>
    </message>
    <message>
        <source>Can be pressed while a network trains.</source>
        <translation>训练网络时可以按。</translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message>
        <source>Empty: as its recipe says</source>
        <translation>留空：按配方的名称</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>运行的名称</translation>
    </message>
</context>
<context>
    <name>RunsModel</name>
    <message>
        <source>Delete {runs}</source>
        <translation>删除 {runs}</translation>
    </message>
    <message>
        <source>Rename {runs}</source>
        <translation>重命名 {runs}</translation>
    </message>
    <message>
        <source>Mark {runs}</source>
        <translation>收藏 {runs}</translation>
    </message>
    <message>
        <source>Unmark {runs}</source>
        <translation>取消收藏 {runs}</translation>
    </message>
    <message>
        <source>Note on {runs}</source>
        <translation>为 {runs} 写备注</translation>
    </message>
    <message>
        <source>Tag {runs}</source>
        <translation>为 {runs} 加标签</translation>
    </message>
    <message>
        <source>{number} runs</source>
        <translation>{number} 次运行</translation>
    </message>
</context>
<context>
    <name>RunsView</name>
    <message>
        <source>Filter runs</source>
        <translation>筛选运行</translation>
    </message>
    <message>
        <source>Words in the name, the networks, the tags or the note</source>
        <translation>名称、网络、标签或备注中的词</translation>
    </message>
    <message>
        <source>Sort and filter</source>
        <translation>排序和筛选</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>显示所有运行</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>No run fits what you are looking for.</source>
        <translation>没有符合条件的运行。</translation>
    </message>
    <message>
        <source>Reading the runs…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message>
        <source>The runs cannot be read.
{problem}</source>
        <translation>无法读取运行。
{problem}</translation>
    </message>
    <message>
        <source>No runs yet.

Press Start to train a student. Every run is kept here, to compare and to reuse.</source>
        <translation>还没有运行。

按“开始”训练一个学生。每次运行都保存在这里，可以比较和重用。</translation>
    </message>
    <message>
        <source>{number} selected</source>
        <translation>已选 {number} 个</translation>
    </message>
    <message>
        <source>{shown} of {number} runs</source>
        <translation>{number} 次运行中的 {shown} 次</translation>
    </message>
    <message>
        <source>One run</source>
        <translation>一次运行</translation>
    </message>
    <message>
        <source>{number} runs</source>
        <translation>{number} 次运行</translation>
    </message>
    <message>
        <source>Sort and filter: some runs are hidden</source>
        <translation>排序和筛选：有些运行被隐藏了</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>移到回收站</translation>
    </message>
</context>
<context>
    <name>ScatterTab</name>
    <message>
        <source>Cost</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>What the horizontal axis is</source>
        <translation>横轴是什么</translation>
    </message>
    <message>
        <source>Teachers</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Plain students</source>
        <translation>对照学生</translation>
    </message>
    <message>
        <source>Show these networks too</source>
        <translation>也显示这些网络</translation>
    </message>
    <message>
        <source>Budget:</source>
        <translation>预算：</translation>
    </message>
    <message>
        <source>Which network is the best that costs no more than this?</source>
        <translation>代价不超过此值的网络中哪个最好？</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Networks, what they are worth and what they cost</source>
        <translation>各网络的成绩与代价</translation>
    </message>
    <message>
        <source>Accuracy and cost</source>
        <translation>准确率与代价</translation>
    </message>
    <message>
        <source>{cost} (log)</source>
        <translation>{cost}（对数）</translation>
    </message>
    <message>
        <source>On the Pareto front: {networks}</source>
        <translation>在帕累托前沿上：{networks}</translation>
    </message>
    <message>
        <source>the best network that costs no more</source>
        <translation>代价不超过它的最好网络</translation>
    </message>
    <message>
        <source>No network costs so little.</source>
        <translation>没有代价这么小的网络。</translation>
    </message>
    <message>
        <source>Best within it: {network}</source>
        <translation>预算内最好：{network}</translation>
    </message>
    <message>
        <source>Point at a mark to read it; a click looks at its run closely.</source>
        <translation>指向一个点即可读数；点击则仔细查看它的运行。</translation>
    </message>
    <message>
        <source>{number} networks are not drawn: this cost was not measured.</source>
        <translation>{number} 个网络没有画出：这项代价没有测量。</translation>
    </message>
    <message>
        <source>“{title}”, {role}</source>
        <translation>“{title}”，{role}</translation>
    </message>
    <message>
        <source>Pareto front: nothing is both cheaper and better</source>
        <translation>帕累托前沿：没有更省又更好的</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>On the front</source>
        <translation>在前沿上</translation>
    </message>
    <message>
        <source>No other network is both cheaper and better</source>
        <translation>没有其他网络更省又更好</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Size of the weights, bytes</source>
        <translation>权重大小，字节</translation>
    </message>
    <message>
        <source>Time for one picture, ms</source>
        <translation>每张图片的时间，毫秒</translation>
    </message>
    <message>
        <source>Operations for one picture</source>
        <translation>每张图片的运算量</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>C&amp;ost:</source>
        <translation>代价(&amp;O)：</translation>
    </message>
    <message>
        <source> kB</source>
        <translation> kB</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source> MFLOP</source>
        <translation> MFLOP</translation>
    </message>
    <message>
        <source> thousand</source>
        <translation> 千</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Search settings and commands ({key})</source>
        <translation>搜索设置和命令（{key}）</translation>
    </message>
    <message>
        <source>Search settings and commands</source>
        <translation>搜索设置和命令</translation>
    </message>
    <message>
        <source>Type what a setting is called or does, and press Enter to go there</source>
        <translation>输入设置的名称或作用，按回车前往</translation>
    </message>
</context>
<context>
    <name>SeedDots</name>
    <message>
        <source>Accuracy of each seed</source>
        <translation>每个种子的准确率</translation>
    </message>
    <message>
        <source>{network}, seed {seed}: {accuracy}</source>
        <translation>{network}，种子 {seed}：{accuracy}</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>{number} files could not be read and are left out.</source>
        <translation>{number} 个文件无法读取，已略过。</translation>
    </message>
    <message>
        <source>First: {file}</source>
        <translation>第一个：{file}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The run “{title}”, begun at {when}, was interrupted.</source>
        <translation>{when} 开始的运行“{title}”被中断了。</translation>
    </message>
    <message>
        <source>Everything up to its last checkpoint is there; it can go on to the result it would have had.</source>
        <translation>直到最后一个检查点的一切都在；它可以继续，得到本来会得到的结果。</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Another window is open on the same folder of runs.</source>
        <translation>另一个窗口打开了同一个运行文件夹。</translation>
    </message>
    <message>
        <source>Both can train, each its own run; together they share this computer, so each is slower. Close one of them unless you want that.</source>
        <translation>两个窗口都可以训练，各自做自己的运行；它们共用这台电脑，所以都会变慢。如果不是有意这样做，请关闭其中一个。</translation>
    </message>
</context>
<context>
    <name>ShareBars</name>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>Packing {number} runs into {file}…</source>
        <translation>正在把 {number} 次运行打包到 {file}…</translation>
    </message>
    <message>
        <source>Packing the run into {file}…</source>
        <translation>正在把运行打包到 {file}…</translation>
    </message>
    <message>
        <source>Share as a project</source>
        <translation>作为项目分享</translation>
    </message>
    <message>
        <source>Projects (*.kdproj)</source>
        <translation>项目 (*.kdproj)</translation>
    </message>
    <message>
        <source>Opening the project {file}…</source>
        <translation>正在打开项目 {file}…</translation>
    </message>
    <message>
        <source>{file} is ready to be handed on: curves, results and networks are in it.</source>
        <translation>{file} 可以交给别人了：其中有曲线、结果和网络。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>A run came in from {file}; it is in the list of runs.</source>
        <translation>从 {file} 导入了一次运行；它在运行列表中。</translation>
    </message>
    <message>
        <source>{number} runs came in from {file}; they are in the list of runs.</source>
        <translation>从 {file} 导入了 {number} 次运行；它们在运行列表中。</translation>
    </message>
    <message>
        <source>{file} has no runs.</source>
        <translation>{file} 中没有运行。</translation>
    </message>
    <message>
        <source>Its settings are on screen; Undo goes back to yours.</source>
        <translation>它的设置已显示在屏幕上；可用撤销回到你的设置。</translation>
    </message>
    <message>
        <source>Your settings stay as they were.</source>
        <translation>你的设置保持不变。</translation>
    </message>
</context>
<context>
    <name>Sketches</name>
    <message>
        <source>pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>soft answers</source>
        <translation>软化的回答</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>distilled</source>
        <translation>蒸馏</translation>
    </message>
    <message>
        <source>labels + teacher</source>
        <translation>标签 + 教师</translation>
    </message>
    <message>
        <source>the same test pictures</source>
        <translation>相同的测试图片</translation>
    </message>
    <message>
        <source>progress of training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>step</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>太小</translation>
    </message>
    <message>
        <source>good</source>
        <translation>合适</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>answered as</source>
        <translation>回答为</translation>
    </message>
    <message>
        <source>is really</source>
        <translation>实际是</translation>
    </message>
    <message>
        <source>off the diagonal: a 3 taken for an 8</source>
        <translation>对角线之外：把 3 当成 8</translation>
    </message>
    <message>
        <source>how sure</source>
        <translation>有多大把握</translation>
    </message>
    <message>
        <source>how often right</source>
        <translation>答对的比例</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>validation accuracy</source>
        <translation>验证准确率</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最好</translation>
    </message>
    <message>
        <source>stops</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Example: a new recipe</source>
        <translation>例如：一道新菜谱</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>choosing</source>
        <translation>挑选</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>示意图</translation>
    </message>
</context>
<context>
    <name>SoftBars</name>
    <message>
        <source>The teacher&apos;s probabilities</source>
        <translation>教师的概率</translation>
    </message>
    <message>
        <source>T = {temperature}  (thin: T = 1)</source>
        <translation>T = {temperature}（细条：T = 1）</translation>
    </message>
</context>
<context>
    <name>StageBar</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>1 Data</source>
        <translation>1 数据</translation>
    </message>
    <message>
        <source>2 Teacher &amp;&amp; student</source>
        <translation>2 教师与学生</translation>
    </message>
    <message>
        <source>3 Distil</source>
        <translation>3 蒸馏</translation>
    </message>
    <message>
        <source>4 Compare</source>
        <translation>4 比较</translation>
    </message>
    <message>
        <source>5 Try it</source>
        <translation>5 试一试</translation>
    </message>
    <message>
        <source>6 Export</source>
        <translation>6 导出</translation>
    </message>
    <message>
        <source>Samples and recent work</source>
        <translation>示例和最近的工作</translation>
    </message>
</context>
<context>
    <name>StagesModel</name>
    <message>
        <source>and {number} more</source>
        <translation>还有 {number} 个</translation>
    </message>
    <message>
        <source>Being measured…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Not measured yet.</source>
        <translation>尚未测量。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>A run is going.</source>
        <translation>有一次运行正在进行。</translation>
    </message>
    <message>
        <source>Something in an earlier stage has to be put right first.</source>
        <translation>需要先改正前面阶段的问题。</translation>
    </message>
    <message>
        <source>Ready to start</source>
        <translation>可以开始</translation>
    </message>
    <message>
        <source>As soon as the run has ended.</source>
        <translation>运行一结束即可。</translation>
    </message>
    <message>
        <source>Nothing has been trained yet.</source>
        <translation>还没有训练任何东西。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>How busy this computer is</source>
        <translation>这台电脑有多忙</translation>
    </message>
    <message>
        <source>Whether the recipe is saved</source>
        <translation>配方是否已保存</translation>
    </message>
    <message>
        <source>GPU {share} %</source>
        <translation>GPU {share} %</translation>
    </message>
    <message>
        <source>CPU {share} %</source>
        <translation>CPU {share} %</translation>
    </message>
    <message>
        <source>RAM {own}</source>
        <translation>内存 {own}</translation>
    </message>
    <message>
        <source>The workbench uses {own}; all programs together {used} of {total}.</source>
        <translation>工作台使用 {own}；所有程序共使用 {total} 中的 {used}。</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>The recipe is as it was saved or opened.</source>
        <translation>配方与保存或打开时相同。</translation>
    </message>
    <message>
        <source>The recipe has changes that are in no file yet; it is kept for the next start all the same.</source>
        <translation>配方的更改还没有写入文件；不过下次启动时它仍会在。</translation>
    </message>
</context>
<context>
    <name>Storage</name>
    <message>
        <source>Memory for training</source>
        <translation>训练所用内存</translation>
    </message>
    <message>
        <source>Disk for what is remembered</source>
        <translation>记忆所用磁盘</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>What is remembered now</source>
        <translation>目前记住的内容</translation>
    </message>
    <message>
        <source>&amp;Clear…</source>
        <translation>清除(&amp;C)…</translation>
    </message>
    <message>
        <source>Remove all of it from the disk; this cannot be undone</source>
        <translation>从磁盘上全部删除；无法撤销</translation>
    </message>
    <message>
        <source>Clearing…</source>
        <translation>正在清除…</translation>
    </message>
    <message>
        <source>What is kept could not be found out: {why}</source>
        <translation>无法得知保存了什么：{why}</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation>没有保存任何内容。</translation>
    </message>
    <message>
        <source>{size} · teachers: {teachers} · answers: {answers} · decoded pictures: {pictures}</source>
        <translation>{size} · 教师：{teachers} · 答案：{answers} · 解码后的图片：{pictures}</translation>
    </message>
    <message>
        <source>Can be cleared when the run has ended.</source>
        <translation>运行结束后可以清除。</translation>
    </message>
    <message>
        <source>Can be cleared once it is known what is kept.</source>
        <translation>得知保存了什么之后可以清除。</translation>
    </message>
    <message>
        <source>There is nothing to clear.</source>
        <translation>没有可清除的内容。</translation>
    </message>
</context>
<context>
    <name>Storing</name>
    <message>
        <source>Clear what is remembered</source>
        <translation>清除记住的内容</translation>
    </message>
    <message>
        <source>Remove {size} of teachers&apos; answers and decoded pictures? This cannot be undone. Runs and their networks stay; the next run with the same teacher takes longer, as it asks and remembers anew.</source>
        <translation>删除 {size} 的教师答案和解码后的图片？此操作无法撤销。运行及其网络会保留；下一次使用同一教师的运行会更久，因为要重新询问并记住。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>StoryCard</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open the sample: {title}</source>
        <translation>打开示例：{title}</translation>
    </message>
    <message>
        <source>Put this sample&apos;s recipe on screen; then press Start</source>
        <translation>把这个示例的配方放到屏幕上；然后按“开始”</translation>
    </message>
    <message>
        <source>Takes about {seconds} s, measured on one computer</source>
        <translation>大约需要 {seconds} 秒（在一台电脑上测得）</translation>
    </message>
</context>
<context>
    <name>StudentGroup</name>
    <message>
        <source>Student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>开始时</translation>
    </message>
    <message>
        <source>The student&apos;s first weights</source>
        <translation>学生的初始权重</translation>
    </message>
    <message>
        <source>with random weights</source>
        <translation>用随机权重</translation>
    </message>
    <message>
        <source>with weights copied from the teacher</source>
        <translation>用从教师复制的权重</translation>
    </message>
    <message>
        <source>Layers that match begin as the teacher&apos;s, the others at random</source>
        <translation>相匹配的层取教师的权重，其余随机</translation>
    </message>
    <message>
        <source>All layers begin at random, as those of the same student without a teacher</source>
        <translation>所有层都随机开始，与没有教师的同一个学生一样</translation>
    </message>
    <message>
        <source>As soon as both networks have been looked at, it is told here what can be copied.</source>
        <translation>检查过两个网络之后，这里会说明哪些可以复制。</translation>
    </message>
</context>
<context>
    <name>SweepGroup</name>
    <message>
        <source>Try several dials at once</source>
        <translation>同时尝试多组旋钮值</translation>
    </message>
    <message>
        <source>Beside the student with the dials above, others learn from the same answers of the teacher.</source>
        <translation>除了使用上面旋钮值的学生，还有其他学生从教师的同样回答中学习。</translation>
    </message>
    <message>
        <source>Temperatures to try</source>
        <translation>要尝试的温度</translation>
    </message>
    <message>
        <source>such as {values}</source>
        <translation>例如 {values}</translation>
    </message>
    <message>
        <source>Teacher&apos;s shares to try</source>
        <translation>要尝试的教师份额</translation>
    </message>
    <message>
        <source>Learning rates to try</source>
        <translation>要尝试的学习率</translation>
    </message>
    <message>
        <source>Usual values</source>
        <translation>常用值</translation>
    </message>
    <message>
        <source>Try no others</source>
        <translation>不试其他值</translation>
    </message>
    <message>
        <source>Temperatures and shares that are worth a look: twenty students</source>
        <translation>值得一看的温度和份额：二十个学生</translation>
    </message>
    <message>
        <source>Train only the student with the dials above</source>
        <translation>只训练使用上面旋钮值的学生</translation>
    </message>
    <message>
        <source>Methods that are tried, too: {methods}.</source>
        <translation>同时尝试的方法：{methods}。</translation>
    </message>
    <message>
        <source>{dial}: its own value is tried once more; take it out of the line to save the time.</source>
        <translation>{dial}：它自己的值会再试一次；从该行中删去即可节省时间。</translation>
    </message>
    <message>
        <source>{students} students, not in every combination; values typed here make all combinations.</source>
        <translation>{students} 个学生，并非所有组合；在此输入的值会组成所有组合。</translation>
    </message>
    <message>
        <source>{students} students: {product}, the dials above among them. The teacher is asked once for all.</source>
        <translation>{students} 个学生：{product}，上面的旋钮值也在其中。教师只为所有学生回答一次。</translation>
    </message>
    <message>
        <source>Temperatures</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Teacher&apos;s share, %</source>
        <translation>教师份额，%</translation>
    </message>
    <message>
        <source>Learning rates</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>“{text}” is no number.</source>
        <translation>“{text}”不是数字。</translation>
    </message>
    <message>
        <source>That makes {number} students, and at most {most} can learn side by side.</source>
        <translation>这样有 {number} 个学生，而最多只能有 {most} 个并排学习。</translation>
    </message>
</context>
<context>
    <name>SweepMap</name>
    <message>
        <source>Map of the dials that were tried</source>
        <translation>尝试过的旋钮值的图</translation>
    </message>
    <message>
        <source>Nobody was trained with these dials.</source>
        <translation>没有学生用这些旋钮值训练过。</translation>
    </message>
    <message>
        <source>{dial} →</source>
        <translation>{dial} →</translation>
    </message>
</context>
<context>
    <name>SweepTab</name>
    <message>
        <source>The students and their dials</source>
        <translation>学生及其旋钮值</translation>
    </message>
    <message>
        <source>Use these dials</source>
        <translation>使用这些旋钮值</translation>
    </message>
    <message>
        <source>Set the dials in 3 Distil as the selected student had them, and try no others</source>
        <translation>把“3 蒸馏”中的旋钮设为所选学生的值，并且不再尝试其他值</translation>
    </message>
    <message>
        <source>This run tried its own dials only. Others can be tried beside them in 3 Distil.</source>
        <translation>这次运行只用了自己的旋钮值。在“3 蒸馏”中可以同时尝试其他值。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>On the validation pictures: mean ± spread over the seeds</source>
        <translation>在验证图片上：各种子的平均值 ± 离散程度</translation>
    </message>
    <message>
        <source>Against own</source>
        <translation>与自身相比</translation>
    </message>
    <message>
        <source>Points more than with the recipe&apos;s own dials</source>
        <translation>比配方自己的旋钮值高出的百分点</translation>
    </message>
    <message>
        <source>own</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>★ the best · ● the recipe&apos;s own dials · hatched: cannot be told from the best</source>
        <translation>★ 最好的 · ● 配方自己的旋钮值 · 斜线：无法与最好的区分开</translation>
    </message>
</context>
<context>
    <name>TeacherCheck</name>
    <message>
        <source>of {count} validation pictures answered rightly by the teacher, {title}</source>
        <translation>教师（{title}）在 {count} 张验证图片上答对的比例</translation>
    </message>
    <message>
        <source>{before} → {after}</source>
        <translation>{before} → {after}</translation>
    </message>
    <message>
        <source>calibration error, as it is and with its logits divided by {temperature}</source>
        <translation>校准误差：原样，以及 logits 除以 {temperature} 之后</translation>
    </message>
    <message>
        <source>Choose a trained teacher to have it checked.</source>
        <translation>请选择一个训练好的教师来检查。</translation>
    </message>
    <message>
        <source>The teacher could not be checked.</source>
        <translation>无法检查教师。</translation>
    </message>
</context>
<context>
    <name>TeacherChoice</name>
    <message>
        <source>Train one first</source>
        <translation>先训练一个</translation>
    </message>
    <message>
        <source>From an earlier run</source>
        <translation>来自以前的运行</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Its training…</source>
        <translation>它的训练…</translation>
    </message>
    <message>
        <source>Where the teacher comes from</source>
        <translation>教师从哪里来</translation>
    </message>
    <message>
        <source>Run of the teacher</source>
        <translation>教师所在的运行</translation>
    </message>
    <message>
        <source>{who}: {field}</source>
        <translation>{who}：{field}</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>choose a run</source>
        <translation>选择一次运行</translation>
    </message>
    <message>
        <source>no finished run yet</source>
        <translation>还没有完成的运行</translation>
    </message>
</context>
<context>
    <name>TeacherGroup</name>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Copy: {name}</source>
        <translation>复制：{name}</translation>
    </message>
    <message>
        <source>Put the whole text into the clipboard</source>
        <translation>把全文放入剪贴板</translation>
    </message>
    <message>
        <source>Save: {name}</source>
        <translation>保存：{name}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Timing</name>
    <message>
        <source>A run is going; a measurement beside it would be wrong. Measure when it has ended.</source>
        <translation>有一次运行正在进行；同时测量会不准。请等它结束后再测。</translation>
    </message>
    <message>
        <source>How large the pictures are is not known yet, and the time depends on it.</source>
        <translation>还不知道图片有多大，而用时取决于它。</translation>
    </message>
</context>
<context>
    <name>TourModel</name>
    <message>
        <source>Begin with a story</source>
        <translation>从一个故事开始</translation>
    </message>
    <message>
        <source>Each card is a small experiment with an outcome. They run on this computer, without a network. You can also drop a folder of your own pictures anywhere on the window.</source>
        <translation>每张卡片都是一个有结果的小实验。它们在这台电脑上运行，不需要网络。也可以把你自己的图片文件夹拖到窗口任意处。</translation>
    </message>
    <message>
        <source>Who teaches whom</source>
        <translation>谁教谁</translation>
    </message>
    <message>
        <source>The teacher is large and good, the student small and quick. Parameters, size and computation of both are shown before anything is trained.</source>
        <translation>教师又大又好，学生又小又快。在训练任何东西之前，就能看到两者的参数量、大小和计算量。</translation>
    </message>
    <message>
        <source>What the teacher says</source>
        <translation>教师怎么说</translation>
    </message>
    <message>
        <source>Here is a real answer of the teacher. Raise the temperature and watch the small bars grow: they tell which other classes the picture resembles, and that is what the student learns from.</source>
        <translation>这是教师的一个真实回答。调高温度，看小条形变长：它们说明图片还像哪些类别，这正是学生要学的。</translation>
    </message>
    <message>
        <source>Labels or teacher?</source>
        <translation>标签还是教师？</translation>
    </message>
    <message>
        <source>This sets whom the student listens to more. Both shares are always shown, because other programs give the same letter, alpha, the opposite meaning.</source>
        <translation>这里设定学生更听谁的。两者的份额始终显示，因为别的程序里同一个字母 alpha 的意思相反。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>One click trains the student, and its twin without a teacher. You can pause, stop and keep the best, or move the dials while it runs.</source>
        <translation>点一下就训练学生和没有教师的对照学生。运行时可以暂停、停止并保留最好，或调节旋钮。</translation>
    </message>
    <message>
        <source>Watch it learn</source>
        <translation>看它学习</translation>
    </message>
    <message>
        <source>Accuracy of teacher, distilled and plain student, and every part of the loss. Where a dial was moved, the curves have a mark.</source>
        <translation>教师、蒸馏学生和对照学生的准确率，以及损失的每一部分。调过旋钮的地方，曲线上有标记。</translation>
    </message>
    <message>
        <source>Did the teacher help?</source>
        <translation>教师有帮助吗？</translation>
    </message>
    <message>
        <source>The answer in words, with a ± over several seeds. When there is no real difference, it says so.</source>
        <translation>用文字回答，并给出多个种子的 ±。没有真实差异时，它会照实说。</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Drop a picture or draw one. Teacher, distilled and plain student answer side by side, also while a run is going.</source>
        <translation>拖入一张图片或画一张。教师、蒸馏学生和对照学生并排回答，运行进行时也可以。</translation>
    </message>
    <message>
        <source>Take the student along</source>
        <translation>把学生带走</translation>
    </message>
    <message>
        <source>Write the student to a file for other programs. The file is loaded again and compared with the student before it counts as done.</source>
        <translation>把学生写成其他程序可用的文件。文件会被重新加载并与学生比较，通过后才算完成。</translation>
    </message>
</context>
<context>
    <name>TrainingGroup</name>
    <message>
        <source>How it is trained</source>
        <translation>怎样训练</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>More training settings…</source>
        <translation>更多训练设置…</translation>
    </message>
    <message>
        <source>Computer…</source>
        <translation>电脑…</translation>
    </message>
    <message>
        <source>Can be moved again as soon as a student trains.</source>
        <translation>等有学生开始训练时就可以再调。</translation>
    </message>
    <message>
        <source>Takes effect at the next step; the curves mark the place.</source>
        <translation>下一步即生效；曲线上会标出位置。</translation>
    </message>
    <message>
        <source>Size of a step, before the decay.</source>
        <translation>每一步的大小（衰减之前）。</translation>
    </message>
    <message>
        <source>Passes over the training pictures, for the student and its twin.</source>
        <translation>学生及其对照把训练图片过多少遍。</translation>
    </message>
    <message>
        <source>Pictures per step.</source>
        <translation>每一步的图片数。</translation>
    </message>
    <message>
        <source>How often everything is repeated with another seed; three or more give a ±.</source>
        <translation>用另一个种子把一切重复几次；三次起给出 ±。</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>&amp;Open window</source>
        <translation>打开窗口(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Stop and keep the best</source>
        <translation>停止并保留最好(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Distillation Workbench: {words}</source>
        <translation>蒸馏工作台：{words}</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
</context>
<context>
    <name>TrustGroup</name>
    <message>
        <source>How far the teacher is believed</source>
        <translation>在多大程度上相信教师</translation>
    </message>
    <message>
        <source>Change it…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change how far the teacher is believed</source>
        <translation>更改在多大程度上相信教师</translation>
    </message>
    <message>
        <source>Its answers are taken as they are.</source>
        <translation>教师的回答照原样采用。</translation>
    </message>
    <message>
        <source>Its answers are calibrated.</source>
        <translation>教师的回答经过校准。</translation>
    </message>
    <message>
        <source>Only those count that it is at least {share} sure of.</source>
        <translation>只采用它至少有 {share} 把握的回答。</translation>
    </message>
    <message>
        <source>The surer it is, the more they count.</source>
        <translation>越有把握，占得越多。</translation>
    </message>
    <message>
        <source>Where it is wrong, it is corrected.</source>
        <translation>它答错之处会被纠正。</translation>
    </message>
    <message>
        <source>Noise is added to them.</source>
        <translation>回答中加入噪声。</translation>
    </message>
</context>
<context>
    <name>TryAnswers</name>
    <message>
        <source>What the networks say</source>
        <translation>各网络怎么说</translation>
    </message>
    <message>
        <source>The picture as the networks get it</source>
        <translation>网络实际得到的图片</translation>
    </message>
    <message>
        <source>What they see</source>
        <translation>它们看到的</translation>
    </message>
    <message>
        <source>&amp;Show where they look (Grad-CAM)</source>
        <translation>显示它们看哪里（Grad-CAM）(&amp;S)</translation>
    </message>
    <message>
        <source>Lays over the picture what spoke for each network&apos;s answer</source>
        <translation>在图片上叠加支持各网络回答的部分</translation>
    </message>
    <message>
        <source>weak to strong</source>
        <translation>由弱到强</translation>
    </message>
    <message>
        <source>How much of the picture spoke for the answer of each network</source>
        <translation>图片的哪些部分支持各网络的回答，程度如何</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Ask the networks about the same picture once more</source>
        <translation>就同一张图片再问一次各网络</translation>
    </message>
    <message>
        <source>The answer: {name}</source>
        <translation>回答：{name}</translation>
    </message>
    <message>
        <source>All agree: {name}</source>
        <translation>一致认为：{name}</translation>
    </message>
    <message>
        <source>{who}: {name}</source>
        <translation>{who}：{name}</translation>
    </message>
    <message>
        <source> and </source>
        <translation>和</translation>
    </message>
    <message>
        <source>A picture of your own: only you know what is right.</source>
        <translation>你自己的图片：正确答案只有你知道。</translation>
    </message>
    <message>
        <source>It is: {name}.</source>
        <translation>它是：{name}。</translation>
    </message>
    <message>
        <source>Rescued: with a teacher the student is right, without one it is wrong.</source>
        <translation>挽救：有教师时学生答对，没有教师时答错。</translation>
    </message>
    <message>
        <source>Asking the networks…</source>
        <translation>正在询问各网络…</translation>
    </message>
    <message>
        <source>Draw something on the left, drop or paste a picture, or step through the test pictures.</source>
        <translation>在左边画点什么，拖入或粘贴图片，或逐张翻看测试图片。</translation>
    </message>
</context>
<context>
    <name>TryInput</name>
    <message>
        <source>What the networks are shown</source>
        <translation>给网络看什么</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take the last line away (Ctrl+Z)</source>
        <translation>删去最后一笔 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Take the whole drawing away (Delete)</source>
        <translation>清除整幅画 (Delete)</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>反色</translation>
    </message>
    <message>
        <source>Exchange ink and paper: light on dark, or dark on light</source>
        <translation>交换墨色与底色：深底浅字，或浅底深字</translation>
    </message>
    <message>
        <source>&amp;Pen</source>
        <translation>画笔(&amp;P)</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>A picture of your own; dropping it here does the same</source>
        <translation>你自己的一张图片；拖到这里效果相同</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>The picture in the clipboard ({key})</source>
        <translation>剪贴板中的图片（{key}）</translation>
    </message>
    <message>
        <source>&amp;Test pictures</source>
        <translation>测试图片(&amp;T)</translation>
    </message>
    <message>
        <source>Previous test picture</source>
        <translation>上一张测试图片</translation>
    </message>
    <message>
        <source>Next test picture</source>
        <translation>下一张测试图片</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>任取</translation>
    </message>
    <message>
        <source>A test picture by chance</source>
        <translation>随机取一张测试图片</translation>
    </message>
    <message>
        <source>Looking for test pictures…</source>
        <translation>正在寻找测试图片…</translation>
    </message>
    <message>
        <source>There are none of these.</source>
        <translation>没有这样的图片。</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{count} 张中的第 {place} 张</translation>
    </message>
    <message>
        <source>Shown: {name}</source>
        <translation>正在显示：{name}</translation>
    </message>
    <message>
        <source>Held out from the training of these networks.</source>
        <translation>没有用于训练这些网络。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>The student&apos;s mistakes</source>
        <translation>学生的错误</translation>
    </message>
    <message>
        <source>Rescued by the teacher</source>
        <translation>被教师挽救的</translation>
    </message>
    <message>
        <source>Lost: only the plain student is right</source>
        <translation>失去的：只有对照学生答对</translation>
    </message>
    <message>
        <source>Student and teacher differ</source>
        <translation>学生与教师不同</translation>
    </message>
    <message>
        <source>Width of the pen</source>
        <translation>画笔粗细</translation>
    </message>
    <message>
        <source>Width of the pen for the next line</source>
        <translation>下一笔的粗细</translation>
    </message>
    <message>
        <source>There is no picture in the clipboard. Copy one, then paste again.</source>
        <translation>剪贴板中没有图片。请先复制一张，再粘贴。</translation>
    </message>
</context>
<context>
    <name>TryStage</name>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>种子(&amp;D)</translation>
    </message>
    <message>
        <source>Whose networks are asked</source>
        <translation>询问哪次运行的网络</translation>
    </message>
    <message>
        <source>The training was repeated with several seeds: each gave other networks</source>
        <translation>训练用多个种子重复过：每个种子得到不同的网络</translation>
    </message>
    <message>
        <source>Go to the samples</source>
        <translation>前往示例</translation>
    </message>
    <message>
        <source>The first page, with samples that come with the workbench</source>
        <translation>首页，有随工作台附带的示例</translation>
    </message>
    <message>
        <source>Reading the list of runs…</source>
        <translation>正在读取运行列表…</translation>
    </message>
    <message>
        <source>The first networks are being trained</source>
        <translation>正在训练第一批网络</translation>
    </message>
    <message>
        <source>As soon as the run has ended, you can draw something here and ask them.</source>
        <translation>运行一结束，就可以在这里画点什么来问它们。</translation>
    </message>
    <message>
        <source>Nothing has been trained yet</source>
        <translation>还没有训练任何东西</translation>
    </message>
    <message>
        <source>Here you draw a digit, drop a picture or pick one of the test pictures, and teacher, distilled and plain student answer side by side. Train one of the samples first.</source>
        <translation>在这里画一个数字、拖入图片或选一张测试图片，教师、蒸馏学生和对照学生会并排回答。请先训练一个示例。</translation>
    </message>
</context>
<context>
    <name>Trying</name>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)</translation>
    </message>
    <message>
        <source>A picture for the networks</source>
        <translation>给网络看的图片</translation>
    </message>
    <message>
        <source>This run was not measured on its test pictures, so there are none to go through.</source>
        <translation>这次运行没有在测试图片上测量过，所以没有可翻看的图片。</translation>
    </message>
</context>
<context>
    <name>VerdictBanner</name>
    <message>
        <source>Verdict: {text}</source>
        <translation>结论：{text}</translation>
    </message>
</context>
<context>
    <name>VerdictTab</name>
    <message>
        <source>Accuracy of each seed</source>
        <translation>每个种子的准确率</translation>
    </message>
    <message>
        <source>Each seed</source>
        <translation>每个种子</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
</context>
<context>
    <name>ViewMenu</name>
    <message>
        <source>&amp;Stage</source>
        <translation>阶段(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>Te&amp;xt size</source>
        <translation>文字大小(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Presentation mode</source>
        <translation>演示模式(&amp;P)</translation>
    </message>
    <message>
        <source>Large type on the whole screen for a class; Esc leaves it</source>
        <translation>全屏大字，给全班看；按 Esc 退出</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put the window and its docks back as at the first start</source>
        <translation>把窗口和停靠面板恢复到第一次启动时的样子</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>欢迎(&amp;W)</translation>
    </message>
    <message>
        <source>Samples and recent work</source>
        <translation>示例和最近的工作</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>数据(&amp;D)</translation>
    </message>
    <message>
        <source>Where the pictures come from, and how many have a label</source>
        <translation>图片从哪里来，有多少带标签</translation>
    </message>
    <message>
        <source>&amp;Teacher &amp;&amp; student</source>
        <translation>教师与学生(&amp;T)</translation>
    </message>
    <message>
        <source>Which network teaches, and which one learns</source>
        <translation>哪个网络教，哪个网络学</translation>
    </message>
    <message>
        <source>D&amp;istil</source>
        <translation>蒸馏(&amp;I)</translation>
    </message>
    <message>
        <source>The dials, the training and its curves</source>
        <translation>旋钮、训练及其曲线</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>What came out, beside other runs</source>
        <translation>得到了什么，与其他运行并列</translation>
    </message>
    <message>
        <source>Tr&amp;y it</source>
        <translation>试一试(&amp;Y)</translation>
    </message>
    <message>
        <source>Draw or drop a picture, and see what the networks answer</source>
        <translation>画或拖入图片，看各网络怎么回答</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Write the student to a file for other programs</source>
        <translation>把学生写成其他程序可用的文件</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>Light or dark as the system is, also when it changes</source>
        <translation>深浅跟随系统，系统改变时也跟着变</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>Dark text on a light ground</source>
        <translation>浅底深字</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Light text on a dark ground</source>
        <translation>深底浅字</translation>
    </message>
    <message>
        <source>Speak the language of the system where the workbench does, else English</source>
        <translation>使用系统的语言（如果工作台支持），否则使用英语</translation>
    </message>
    <message>
        <source>Speak {language} from now on</source>
        <translation>从现在起使用{language}</translation>
    </message>
    <message>
        <source>Everything is written larger; the next start remembers it</source>
        <translation>所有文字变大；下次启动仍然有效</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>放大(&amp;L)</translation>
    </message>
    <message>
        <source>Everything is written smaller; the next start remembers it</source>
        <translation>所有文字变小；下次启动仍然有效</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>缩小(&amp;S)</translation>
    </message>
    <message>
        <source>As large as the system writes</source>
        <translation>与系统的文字一样大</translation>
    </message>
    <message>
        <source>&amp;Normal</source>
        <translation>正常(&amp;N)</translation>
    </message>
</context>
<context>
    <name>WarningsCard</name>
    <message>
        <source>Worth knowing about these pictures</source>
        <translation>关于这些图片值得知道的事</translation>
    </message>
    <message>
        <source>Worth knowing</source>
        <translation>值得知道</translation>
    </message>
</context>
<context>
    <name>WeightSpin</name>
    <message>
        <source>the paper&apos;s: {weight}</source>
        <translation>论文值：{weight}</translation>
    </message>
</context>
<context>
    <name>WeightsChart</name>
    <message>
        <source>Weights of the methods</source>
        <translation>各方法的权重</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>WelcomeStage</name>
    <message>
        <source>Recent work</source>
        <translation>最近的工作</translation>
    </message>
    <message>
        <source>Teach a small network what a large one knows</source>
        <translation>把大网络知道的教给小网络</translation>
    </message>
    <message>
        <source>Choose a story, press Start, and watch: everything happens on this computer, without a network.</source>
        <translation>选一个故事，按“开始”，然后观看：一切都在这台电脑上进行，不需要网络。</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
    <message>
        <source>A tour of the window in a few steps; it can be left and taken up again</source>
        <translation>分几步游览窗口；可以随时离开再回来</translation>
    </message>
    <message>
        <source>interrupted: open it to go on</source>
        <translation>已中断：打开它即可继续</translation>
    </message>
    <message>
        <source>Open this run</source>
        <translation>打开这次运行</translation>
    </message>
    <message>
        <source>Recipe {name}</source>
        <translation>配方 {name}</translation>
    </message>
</context>
<context>
    <name>WordsEditor</name>
    <message>
        <source>digits, for class</source>
        <translation>数字, 课堂用</translation>
    </message>
    <message>
        <source>Words with commas between them</source>
        <translation>词，用逗号分隔</translation>
    </message>
    <message>
        <source>What did you try, and what came of it?</source>
        <translation>你尝试了什么，得到了什么？</translation>
    </message>
    <message>
        <source>T&amp;ags</source>
        <translation>标签(&amp;A)</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translation>备注(&amp;O)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keep this (Ctrl+Enter)</source>
        <translation>保存 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Leave everything as it was (Esc)</source>
        <translation>保持原样 (Esc)</translation>
    </message>
    <message>
        <source>{number} runs</source>
        <translation>{number} 次运行</translation>
    </message>
    <message>
        <source>T&amp;ags that all of them have</source>
        <translation>它们共有的标签(&amp;A)</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>Workings</name>
    <message>
        <source>What is remembered of the teacher</source>
        <translation>记住了教师的哪些内容</translation>
    </message>
    <message>
        <source>How the training computes</source>
        <translation>训练如何计算</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>A run is going. Stop it, or wait until it has ended.</source>
        <translation>有一次运行正在进行。请停止它，或等它结束。</translation>
    </message>
    <message>
        <source>Cannot start yet ({field}): {problem}</source>
        <translation>还不能开始（{field}）：{problem}</translation>
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>Parts of a bar</source>
        <translation>条形的各部分</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>without a label</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Earlier: {layer}</source>
        <translation>前移：{layer}</translation>
    </message>
    <message>
        <source>Later: {layer}</source>
        <translation>后移：{layer}</translation>
    </message>
    <message>
        <source>Remove: {layer}</source>
        <translation>移除：{layer}</translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message>
        <source>A setting called {name}.</source>
        <translation>名为 {name} 的设置。</translation>
    </message>
    <message>
        <source>What it can be</source>
        <translation>可以取什么值</translation>
    </message>
    <message>
        <source>Values to try</source>
        <translation>试试这些值</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>counted in {unit}</source>
        <translation>单位：{unit}</translation>
    </message>
    <message>
        <source>may be left empty</source>
        <translation>可以留空</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>on or off</source>
        <translation>开或关</translation>
    </message>
    <message>
        <source>one of: {choices}</source>
        <translation>以下之一：{choices}</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>a list, with commas between</source>
        <translation>列表，用逗号分隔</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>at least {limit}</source>
        <translation>至少 {limit}</translation>
    </message>
    <message>
        <source>above {limit}</source>
        <translation>大于 {limit}</translation>
    </message>
    <message>
        <source>at most {limit}</source>
        <translation>至多 {limit}</translation>
    </message>
    <message>
        <source>below {limit}</source>
        <translation>小于 {limit}</translation>
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
        <source>what it is unless you change it</source>
        <translation>不改动时的值</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
</context>
<context>
    <name>catalogue</name>
    <message>
        <source>Labels only (no teacher)</source>
        <translation>只用标签（没有教师）</translation>
    </message>
    <message>
        <source>Fit the labels and nothing else.</source>
        <translation>只拟合标签，不做别的。</translation>
    </message>
    <message>
        <source>Soft targets</source>
        <translation>软目标</translation>
    </message>
    <message>
        <source>MobileNetV2 x0.5</source>
        <translation>MobileNetV2 x0.5</translation>
    </message>
    <message>
        <source>Made for phones, at half width and for small pictures: halves them four times, hence very few computations.</source>
        <translation>为手机设计，宽度减半，适合小图片：把图片缩小一半，共四次，因此计算量极小。</translation>
    </message>
    <message>
        <source>ResNet-8</source>
        <translation>ResNet-8</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 8 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：8 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-14</source>
        <translation>ResNet-14</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 14 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：14 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-20</source>
        <translation>ResNet-20</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 20 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：20 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-32</source>
        <translation>ResNet-32</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 32 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：32 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-44</source>
        <translation>ResNet-44</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 44 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：44 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-56</source>
        <translation>ResNet-56</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 56 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：56 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-110</source>
        <translation>ResNet-110</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 110 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的残差网络：110 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-8x4</source>
        <translation>ResNet-8x4</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 8 layers, 256 feature maps at the end.</source>
        <translation>适合小图片的残差网络：8 层，末端 256 个特征图。</translation>
    </message>
    <message>
        <source>ResNet-32x4</source>
        <translation>ResNet-32x4</translation>
    </message>
    <message>
        <source>Residual network for small pictures: 32 layers, 256 feature maps at the end.</source>
        <translation>适合小图片的残差网络：32 层，末端 256 个特征图。</translation>
    </message>
    <message>
        <source>ShuffleNet v1</source>
        <translation>ShuffleNet v1</translation>
    </message>
    <message>
        <source>Made for phones, for small pictures: convolutions in groups whose maps are shuffled, 960 maps at the end.</source>
        <translation>为手机设计，适合小图片：分组卷积，特征图在各组之间重排，末端 960 个特征图。</translation>
    </message>
    <message>
        <source>ShuffleNet v2</source>
        <translation>ShuffleNet v2</translation>
    </message>
    <message>
        <source>Made for phones, for small pictures: half of the maps skips each block, 1024 maps at the end.</source>
        <translation>为手机设计，适合小图片：每个模块中有一半特征图直接通过，末端 1024 个特征图。</translation>
    </message>
    <message>
        <source>VGG-8</source>
        <translation>VGG-8</translation>
    </message>
    <message>
        <source>Plain convolutions without shortcuts, for small pictures: 5 of them, 512 maps at the end.</source>
        <translation>适合小图片的普通卷积网络，没有捷径连接：5 个卷积层，末端 512 个特征图。</translation>
    </message>
    <message>
        <source>VGG-13</source>
        <translation>VGG-13</translation>
    </message>
    <message>
        <source>Plain convolutions without shortcuts, for small pictures: 10 of them, 512 maps at the end.</source>
        <translation>适合小图片的普通卷积网络，没有捷径连接：10 个卷积层，末端 512 个特征图。</translation>
    </message>
    <message>
        <source>Fully connected</source>
        <translation>全连接</translation>
    </message>
    <message>
        <source>Fully connected layers with ReLU between them; sees pixels, not shapes.</source>
        <translation>全连接层，层间用 ReLU；只看像素，不看形状。</translation>
    </message>
    <message>
        <source>MobileNetV3-Small</source>
        <translation>MobileNetV3-Small</translation>
    </message>
    <message>
        <source>Made for phones: few computations for its 1.5 million weights.</source>
        <translation>为手机设计：有 150 万个权重，但计算量很小。</translation>
    </message>
    <message>
        <source>ResNet-18</source>
        <translation>ResNet-18</translation>
    </message>
    <message>
        <source>The usual teacher: a residual network with 18 layers and 11 million weights.</source>
        <translation>常用的教师：18 层、1100 万个权重的残差网络。</translation>
    </message>
    <message>
        <source>Student with the teacher&apos;s last layer</source>
        <translation>带教师最后一层的学生</translation>
    </message>
    <message>
        <source>The network that SimKD trains: a student&apos;s body, a projector, and a teacher&apos;s last layer.</source>
        <translation>SimKD 所训练的网络：学生的主干、一个投影器和教师的最后一层。</translation>
    </message>
    <message>
        <source>Small CNN</source>
        <translation>小型 CNN</translation>
    </message>
    <message>
        <source>A few convolutions, each halving the picture, then the answer.</source>
        <translation>几个卷积层，每层把图片缩小一半，然后给出回答。</translation>
    </message>
    <message>
        <source>WRN-16-1</source>
        <translation>WRN-16-1</translation>
    </message>
    <message>
        <source>Wide residual network for small pictures: 16 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的宽残差网络：16 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>WRN-16-2</source>
        <translation>WRN-16-2</translation>
    </message>
    <message>
        <source>Wide residual network for small pictures: 16 layers, 128 feature maps at the end.</source>
        <translation>适合小图片的宽残差网络：16 层，末端 128 个特征图。</translation>
    </message>
    <message>
        <source>WRN-40-1</source>
        <translation>WRN-40-1</translation>
    </message>
    <message>
        <source>Wide residual network for small pictures: 40 layers, 64 feature maps at the end.</source>
        <translation>适合小图片的宽残差网络：40 层，末端 64 个特征图。</translation>
    </message>
    <message>
        <source>WRN-40-2</source>
        <translation>WRN-40-2</translation>
    </message>
    <message>
        <source>Wide residual network for small pictures: 40 layers, 128 feature maps at the end.</source>
        <translation>适合小图片的宽残差网络：40 层，末端 128 个特征图。</translation>
    </message>
    <message>
        <source>CIFAR-10</source>
        <translation>CIFAR-10</translation>
    </message>
    <message>
        <source>60,000 photographs of ten things, 32 × 32 pixels in colour.</source>
        <translation>60,000 张照片，十种事物，32 × 32 像素，彩色。</translation>
    </message>
    <message>
        <source>CIFAR-100</source>
        <translation>CIFAR-100</translation>
    </message>
    <message>
        <source>60,000 photographs of a hundred things, 32 × 32 pixels in colour.</source>
        <translation>60,000 张照片，一百种事物，32 × 32 像素，彩色。</translation>
    </message>
    <message>
        <source>Handwritten digits (offline)</source>
        <translation>手写数字（离线）</translation>
    </message>
    <message>
        <source>1,797 handwritten digits of 8 × 8 grey pixels, installed with the workbench.</source>
        <translation>1,797 个 8 × 8 灰度像素的手写数字，随工作台安装。</translation>
    </message>
    <message>
        <source>MNIST</source>
        <translation>MNIST</translation>
    </message>
    <message>
        <source>70,000 handwritten digits of 28 × 28 grey pixels.</source>
        <translation>70,000 个 28 × 28 灰度像素的手写数字。</translation>
    </message>
    <message>
        <source>Fashion-MNIST</source>
        <translation>Fashion-MNIST</translation>
    </message>
    <message>
        <source>70,000 pieces of clothing of 28 × 28 grey pixels.</source>
        <translation>70,000 件 28 × 28 灰度像素的服饰。</translation>
    </message>
    <message>
        <source>My own pictures in a ZIP file</source>
        <translation>我自己的图片（ZIP 文件）</translation>
    </message>
    <message>
        <source>A ZIP file of your own pictures, one folder per class.</source>
        <translation>你自己的图片的 ZIP 文件，每个类别一个文件夹。</translation>
    </message>
    <message>
        <source>My own pictures</source>
        <translation>我自己的图片</translation>
    </message>
    <message>
        <source>A folder of your own pictures, one folder per class.</source>
        <translation>你自己的图片的文件夹，每个类别一个子文件夹。</translation>
    </message>
    <message>
        <source>My own pictures, listed in a table (CSV)</source>
        <translation>我自己的图片（用表格 CSV 列出）</translation>
    </message>
    <message>
        <source>A CSV file that names your own pictures and their classes.</source>
        <translation>列出你自己的图片及其类别的 CSV 文件。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Fraction of pictures whose most probable class is the right one, 0 to 1.</source>
        <translation>最可能的类别正是正确类别的图片比例，0 到 1。</translation>
    </message>
    <message>
        <source>Agreement with the teacher</source>
        <translation>与教师的一致率</translation>
    </message>
    <message>
        <source>Fraction of pictures on which student and teacher choose the same class, right or wrong; None without one.</source>
        <translation>学生与教师选择相同类别（无论对错）的图片比例；没有教师时为空。</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>Number of pictures by true class (row) and answered class (column), in the order of the classes.</source>
        <translation>按真实类别（行）和回答类别（列）统计的图片数，按类别顺序。</translation>
    </message>
    <message>
        <source>Reliability diagram</source>
        <translation>可靠性图</translation>
    </message>
    <message>
        <source>Count, accuracy and mean confidence of the pictures on which the network was about equally sure, by bin.</source>
        <translation>按把握大小分组，每组图片的数量、准确率和平均把握。</translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation>校准误差</translation>
    </message>
    <message>
        <source>Expected calibration error: mean gap between confidence and accuracy, 0 to 1; 0 is best.</source>
        <translation>期望校准误差：把握与准确率的平均差距，0 到 1；0 最好。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Mean cross-entropy with the right class, in nats per picture; 0 is best.</source>
        <translation>与正确类别的平均交叉熵，单位为每张图片的纳特；0 最好。</translation>
    </message>
    <message>
        <source>Precision, recall and F1</source>
        <translation>精确率、召回率和 F1</translation>
    </message>
    <message>
        <source>Precision, recall and F1 of each class, 0 to 1, and its number of pictures, in the order of the classes.</source>
        <translation>每个类别的精确率、召回率和 F1（0 到 1）以及图片数，按类别顺序。</translation>
    </message>
    <message>
        <source>Top-k accuracy</source>
        <translation>Top-k 准确率</translation>
    </message>
    <message>
        <source>Fraction of pictures whose right class is among the k most probable, by k; only k below the number of classes.</source>
        <translation>正确类别在最可能的 k 个之中的图片比例，按 k 列出；只列小于类别数的 k。</translation>
    </message>
    <message>
        <source>ONNX</source>
        <translation>ONNX</translation>
    </message>
    <message>
        <source>One file that takes raw pictures, with class names inside, and a script that uses it without PyTorch.</source>
        <translation>一个接收原始图片、内含类别名的文件，以及一个无需 PyTorch 就能使用它的脚本。</translation>
    </message>
    <message>
        <source>PyTorch (torch.export)</source>
        <translation>PyTorch (torch.export)</translation>
    </message>
    <message>
        <source>One file that takes raw pictures, with class names inside, for PyTorch programs without this one&apos;s code.</source>
        <translation>一个接收原始图片、内含类别名的文件，供没有本工作台代码的 PyTorch 程序使用。</translation>
    </message>
    <message>
        <source>Safetensors + JSON</source>
        <translation>Safetensors + JSON</translation>
    </message>
    <message>
        <source>The exact weights, a card with the network they belong to and what it expects, and a script that uses both.</source>
        <translation>精确的权重、说明它们属于哪个网络及其要求的卡片，以及一个同时使用两者的脚本。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>A name for the run; empty = made from what it does.</source>
        <translation>运行的名称；留空 = 根据内容生成。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>The pictures.</source>
        <translation>图片。</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The training is repeated with each seed; three or more give a ±.</source>
        <translation>用每个种子重复训练；三个起给出 ±。</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Where to compute.</source>
        <translation>在哪里计算。</translation>
    </message>
    <message>
        <source>Adjustments</source>
        <translation>调节</translation>
    </message>
    <message>
        <source>Dials moved while it ran, at their steps.</source>
        <translation>运行时调过的旋钮及其步数。</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Whom to imitate.</source>
        <translation>模仿谁。</translation>
    </message>
    <message>
        <source>run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Ref</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>The small network.</source>
        <translation>小网络。</translation>
    </message>
    <message>
        <source>Co teachers</source>
        <translation>其他教师</translation>
    </message>
    <message>
        <source>Further teachers, asked together.</source>
        <translation>更多教师，一起询问。</translation>
    </message>
    <message>
        <source>Assistants</source>
        <translation>助教</translation>
    </message>
    <message>
        <source>Networks in between: each learns from the one before, the student from the last. The student&apos;s own architecture here makes born-again generations.</source>
        <translation>居于中间的网络：每个向前一个学习，学生向最后一个学习。这里放学生自己的结构，就得到再生网络（born-again）的各代。</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>信任</translation>
    </message>
    <message>
        <source>How far the teacher&apos;s answers are believed.</source>
        <translation>在多大程度上相信教师的回答。</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>损失项</translation>
    </message>
    <message>
        <source>What of the teacher is imitated.</source>
        <translation>模仿教师的什么。</translation>
    </message>
    <message>
        <source>Also</source>
        <translation>另加</translation>
    </message>
    <message>
        <source>Further methods, each with a weight of its own.</source>
        <translation>更多方法，各有自己的权重。</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>平衡</translation>
    </message>
    <message>
        <source>Weights of the terms: as given, or also learned from each term&apos;s uncertainty.</source>
        <translation>各项的权重：按给定值，或再按各项的不确定性学习。</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>learned</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Softens both networks&apos; answers: 1 = as they are, higher = gentler.</source>
        <translation>软化两个网络的回答：1 = 保持原样，越高越柔和。</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Weight of the labels: 1 = labels only, 0 = teacher only (which gets 1 - alpha).</source>
        <translation>标签的权重：1 = 只用标签，0 = 只听教师（教师得到 1 - alpha）。</translation>
    </message>
    <message>
        <source>Temperature ramp</source>
        <translation>温度变化</translation>
    </message>
    <message>
        <source>How the temperature changes while the student trains.</source>
        <translation>学生训练时温度怎样变化。</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Alpha ramp</source>
        <translation>Alpha 变化</translation>
    </message>
    <message>
        <source>How the weight of the labels changes while the student trains.</source>
        <translation>学生训练时标签的权重怎样变化。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>The student&apos;s first weights: random, or copied from the teacher where layers match.</source>
        <translation>学生的初始权重：随机，或在层相匹配处从教师复制。</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>训练安排</translation>
    </message>
    <message>
        <source>How long and how fast, for the student and its twin.</source>
        <translation>训练多久、多快，适用于学生及其对照。</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>The student with other dials, trained beside it: the teacher is asked once for all of them. They are compared on the validation pictures.</source>
        <translation>旋钮不同的同一学生，与其并排训练：教师只为所有学生回答一次。它们在验证图片上比较。</translation>
    </message>
    <message>
        <source>Twin</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>Also train the same student without a teacher, same budget and seed: the fair comparison.</source>
        <translation>同时以相同的预算和种子训练没有教师的同一个学生：公平的比较。</translation>
    </message>
    <message>
        <source>Beta1</source>
        <translation>Beta1</translation>
    </message>
    <message>
        <source>Memory of the mean gradient.</source>
        <translation>平均梯度的记忆。</translation>
    </message>
    <message>
        <source>Beta2</source>
        <translation>Beta2</translation>
    </message>
    <message>
        <source>Memory of the squared gradient.</source>
        <translation>梯度平方的记忆。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pulls the weights towards zero.</source>
        <translation>把权重拉向零。</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>训练阶段</translation>
    </message>
    <message>
        <source>Which training: role/seed, e.g. distilled/0.</source>
        <translation>哪次训练：角色/种子，例如 distilled/0。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>First step that used the new values.</source>
        <translation>使用新值的第一步。</translation>
    </message>
    <message>
        <source>New temperature; empty = unchanged.</source>
        <translation>新的温度；留空 = 不变。</translation>
    </message>
    <message>
        <source>New weight of the labels; empty = unchanged.</source>
        <translation>新的标签权重；留空 = 不变。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>New learning rate; empty = unchanged.</source>
        <translation>新的学习率；留空 = 不变。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>New weights of terms, by their name; others are unchanged.</source>
        <translation>各项的新权重，按名称；其余不变。</translation>
    </message>
    <message>
        <source>Who it is.</source>
        <translation>它是谁。</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>How much it counts, where teachers are weighed; the first: 1.</source>
        <translation>对教师加权时它占多少；第一个教师：1。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>auto takes a GPU where there is one.</source>
        <translation>自动：有 GPU 就用 GPU。</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>cpu</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>cuda</source>
        <translation>CUDA GPU</translation>
    </message>
    <message>
        <source>mps</source>
        <translation>Apple GPU (mps)</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>CPU threads; empty = all cores but one, so that the computer stays usable.</source>
        <translation>CPU 线程数；留空 = 除一个以外的所有核心，让电脑仍可使用。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Numbers that the networks compute with; auto measures which are fastest where a training is long. Weights and losses stay in fp32. fp16 needs a CUDA GPU.</source>
        <translation>网络计算所用的数；auto 在训练较长时测量哪种最快。权重和损失始终为 fp32。fp16 需要 CUDA GPU。</translation>
    </message>
    <message>
        <source>fp32</source>
        <translation>fp32</translation>
    </message>
    <message>
        <source>bf16</source>
        <translation>bf16</translation>
    </message>
    <message>
        <source>fp16</source>
        <translation>fp16</translation>
    </message>
    <message>
        <source>Compile</source>
        <translation>编译</translation>
    </message>
    <message>
        <source>Compile the student with torch.compile; auto tries it where the training is long.</source>
        <translation>用 torch.compile 编译学生；auto 在训练较长时尝试。</translation>
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
        <source>Keep the teacher&apos;s answers</source>
        <translation>保留教师的答案</translation>
    </message>
    <message>
        <source>Remember, in half precision, what the teacher says to each view of a picture, also for later runs, instead of asking again.</source>
        <translation>以半精度记住教师对图片每个视图的回答，供以后的运行使用，而不再次询问。</translation>
    </message>
    <message>
        <source>Deterministic</source>
        <translation>可精确重现</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Its name: the path within a folder or archive, else its position in the source.</source>
        <translation>它的名称：文件夹或压缩包内的路径，否则是在来源中的位置。</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>The class it belongs to; empty = the picture is left out.</source>
        <translation>它所属的类别；留空 = 排除这张图片。</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>末值</translation>
    </message>
    <message>
        <source>Fraction of the learning rate left at the end.</source>
        <translation>结束时剩下的学习率比例。</translation>
    </message>
    <message>
        <source>To</source>
        <translation>终值</translation>
    </message>
    <message>
        <source>The value that is reached.</source>
        <translation>最终达到的值。</translation>
    </message>
    <message>
        <source>When it begins to change, as a fraction of the training.</source>
        <translation>何时开始变化，以整个训练的比例表示。</translation>
    </message>
    <message>
        <source>End</source>
        <translation>终点</translation>
    </message>
    <message>
        <source>When it is reached, as a fraction of the training.</source>
        <translation>何时达到，以整个训练的比例表示。</translation>
    </message>
    <message>
        <source>Where the pictures come from.</source>
        <translation>图片从哪里来。</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Fraction of the training pictures set aside to choose the best epoch.</source>
        <translation>从训练图片中留出、用来挑选最好一轮的比例。</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Fraction held out for the final test, where the source has no test pictures.</source>
        <translation>来源没有测试图片时，留出用于最终测试的比例。</translation>
    </message>
    <message>
        <source>Labels per class</source>
        <translation>每类标签数</translation>
    </message>
    <message>
        <source>Keep the labels of only so many training pictures per class; empty = all.</source>
        <translation>每个类别只保留这么多训练图片的标签；留空 = 全部。</translation>
    </message>
    <message>
        <source>Keep unlabelled</source>
        <translation>保留无标签图片</translation>
    </message>
    <message>
        <source>Pictures whose label is hidden stay, unlabelled: only a teacher can use them.</source>
        <translation>标签被隐藏的图片仍然保留，但没有标签：只有教师能利用它们。</translation>
    </message>
    <message>
        <source>Split seed</source>
        <translation>划分种子</translation>
    </message>
    <message>
        <source>Seed of the split and of which labels are kept; empty = the run&apos;s own seed.</source>
        <translation>划分以及保留哪些标签所用的种子；留空 = 运行自己的种子。</translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Pictures given another label, or left out.</source>
        <translation>改了标签或被排除的图片。</translation>
    </message>
    <message>
        <source>Between the two; where nobody teaches, the only one.</source>
        <translation>两个动量的中间值；没有教师时只有这一个。</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>动量差</translation>
    </message>
    <message>
        <source>Added to the momentum for the teacher&apos;s terms, taken from that for the labels.</source>
        <translation>教师项的动量加上它，标签项的动量减去它。</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Name in the catalogue.</source>
        <translation>目录中的名称。</translation>
    </message>
    <message>
        <source>Params</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Its settings; what is left out keeps its default.</source>
        <translation>它的设置；没写的用默认值。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Passes over the training pictures.</source>
        <translation>训练图片要过多少遍。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Pictures per step.</source>
        <translation>每一步的图片数。</translation>
    </message>
    <message>
        <source>Size of a step, before the decay.</source>
        <translation>每一步的大小（衰减之前）。</translation>
    </message>
    <message>
        <source>Warmup</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Fraction of the training during which the rate rises from near zero.</source>
        <translation>学习率从接近零升上来的那段训练所占的比例。</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>How a gradient becomes a step.</source>
        <translation>梯度怎样变成一步。</translation>
    </message>
    <message>
        <source>adamw</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>dot</source>
        <translation>DOT</translation>
    </message>
    <message>
        <source>sgd</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>Decay</source>
        <translation>衰减</translation>
    </message>
    <message>
        <source>How the learning rate falls.</source>
        <translation>学习率怎样下降。</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>step</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>Augment</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>Random changes to training pictures: shift = one pixel; crop_flip = pad by 4, crop and flip.</source>
        <translation>对训练图片的随机改动：平移 = 移动一个像素；裁剪翻转 = 边缘补 4 像素，再裁剪和翻转。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>shift</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>crop_flip</source>
        <translation>裁剪翻转</translation>
    </message>
    <message>
        <source>Clip norm</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Largest allowed norm of the gradient; empty = no limit.</source>
        <translation>梯度范数的最大允许值；留空 = 不限。</translation>
    </message>
    <message>
        <source>Early stop</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Stop after so many epochs without a better validation accuracy; empty = never.</source>
        <translation>验证准确率这么多轮没有变好就停止；留空 = 从不。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Which weights are the result: best on the validation pictures, or last.</source>
        <translation>哪些权重作为结果：验证图片上最好的，或最后的。</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最好</translation>
    </message>
    <message>
        <source>last</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Share of the previous step that is kept.</source>
        <translation>保留上一步的比例。</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Look ahead along the momentum.</source>
        <translation>沿动量方向提前看一步。</translation>
    </message>
    <message>
        <source>Milestones</source>
        <translation>转折点</translation>
    </message>
    <message>
        <source>When, as rising fractions of the whole training.</source>
        <translation>在何处，以整个训练的递增比例表示。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>Multiplies the learning rate at each milestone.</source>
        <translation>每到一个转折点，学习率乘以它。</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Id or folder of the run whose weights to imitate.</source>
        <translation>要模仿其权重的运行的编号或文件夹。</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Which of its networks; empty = the one that the run was made for.</source>
        <translation>它的哪个网络；留空 = 那次运行所要得到的那个。</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Activation boundaries</source>
        <translation>激活边界</translation>
    </message>
    <message>
        <source>First be active where the teacher is, neuron by neuron, then train without the teacher.</source>
        <translation>先让每个神经元在教师激活之处也激活，然后在没有教师的情况下训练。</translation>
    </message>
    <message>
        <source>Attention transfer (AT)</source>
        <translation>注意力迁移（AT）</translation>
    </message>
    <message>
        <source>Look where the teacher looks, at every stage.</source>
        <translation>在每个阶段都看教师所看的地方。</translation>
    </message>
    <message>
        <source>Class attention (CAT-KD)</source>
        <translation>类别注意力（CAT-KD）</translation>
    </message>
    <message>
        <source>Fit where in the picture the teacher sees evidence for each class.</source>
        <translation>拟合教师在图片何处看到每个类别的依据。</translation>
    </message>
    <message>
        <source>Correlation congruence (CC)</source>
        <translation>相关一致性（CC）</translation>
    </message>
    <message>
        <source>Relate the pictures of a batch to each other as the teacher does.</source>
        <translation>像教师那样看待同一批图片之间的关系。</translation>
    </message>
    <message>
        <source>Correlated answers (DIST)</source>
        <translation>回答的相关性（DIST）</translation>
    </message>
    <message>
        <source>Raise the correlation with the teacher&apos;s softened probabilities, picture by picture and class by class.</source>
        <translation>提高与教师软化概率的相关性，逐图片并逐类别。</translation>
    </message>
    <message>
        <source>Knowledge consistency</source>
        <translation>知识一致性</translation>
    </message>
    <message>
        <source>Raise the correlation with the teacher&apos;s predictions, picture by picture and class by class.</source>
        <translation>提高与教师预测的相关性，逐图片并逐类别。</translation>
    </message>
    <message>
        <source>Contrastive representations (CRD)</source>
        <translation>对比表示（CRD）</translation>
    </message>
    <message>
        <source>Tell by the embeddings which of the teacher&apos;s answers belongs to the student&apos;s picture.</source>
        <translation>凭嵌入判断教师的哪个回答对应学生所看的图片。</translation>
    </message>
    <message>
        <source>Curriculum temperature (CTKD)</source>
        <translation>课程温度（CTKD）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s softened class probabilities at a temperature that learns to make this hard.</source>
        <translation>拟合教师软化后的类别概率，而温度会学着让这件事变难。</translation>
    </message>
    <message>
        <source>Decoupled soft targets (DKD)</source>
        <translation>解耦软目标（DKD）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s sureness of the label and its view of the other classes, each with a weight of its own.</source>
        <translation>分别拟合教师对标签的把握和对其他类别的看法，各有自己的权重。</translation>
    </message>
    <message>
        <source>Self-distillation through early exits (no teacher)</source>
        <translation>借助早期出口的自蒸馏（没有教师）</translation>
    </message>
    <message>
        <source>Let early exits of the student learn from the labels and from its own last answer.</source>
        <translation>让学生的早期出口向标签和它自己的最终回答学习。</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>Fit what chosen layers of the teacher say, by default the deepest.</source>
        <translation>拟合教师选定层的输出，默认是最深层。</translation>
    </message>
    <message>
        <source>Hints (FitNets)</source>
        <translation>提示（FitNets）</translation>
    </message>
    <message>
        <source>Predict a middle layer of the teacher from a middle layer of the student.</source>
        <translation>用学生的中间层预测教师的中间层。</translation>
    </message>
    <message>
        <source>Flow between layers</source>
        <translation>层间流（FSP）</translation>
    </message>
    <message>
        <source>First fit how the channels of one stage go together with those of the next, then train without the teacher.</source>
        <translation>先拟合一个阶段的通道与下一阶段的通道怎样配合，然后在没有教师的情况下训练。</translation>
    </message>
    <message>
        <source>Factor transfer</source>
        <translation>因子迁移</translation>
    </message>
    <message>
        <source>Put the teacher&apos;s last map into fewer channels first, then have the student say the same in its own way.</source>
        <translation>先把教师的最后一个特征图压缩到较少的通道，再让学生用自己的方式表达同样的内容。</translation>
    </message>
    <message>
        <source>Teacher&apos;s decision</source>
        <translation>教师的判定</translation>
    </message>
    <message>
        <source>Fit the class that the teacher takes for the likeliest, as if it were the label.</source>
        <translation>拟合教师认为最可能的类别，把它当作标签。</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s softened class probabilities.</source>
        <translation>拟合教师软化后的类别概率。</translation>
    </message>
    <message>
        <source>Label smoothing (no teacher)</source>
        <translation>标签平滑（没有教师）</translation>
    </message>
    <message>
        <source>Fit labels that leave every class some probability, without any teacher.</source>
        <translation>拟合给每个类别都留一点概率的标签，不用任何教师。</translation>
    </message>
    <message>
        <source>Multi-level answers (MLKD)</source>
        <translation>多层次回答（MLKD）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s answers to pictures, and how pictures and classes relate in them, at several temperatures.</source>
        <translation>在多个温度下拟合教师对图片的回答，以及其中图片之间、类别之间的关系。</translation>
    </message>
    <message>
        <source>Logit matching</source>
        <translation>logits 匹配</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s logits themselves, before they become probabilities.</source>
        <translation>直接拟合教师的 logits，即变成概率之前的值。</translation>
    </message>
    <message>
        <source>Deep mutual learning (no teacher)</source>
        <translation>深度互学习（没有教师）</translation>
    </message>
    <message>
        <source>Learn together with a second student: each fits the other&apos;s answers too.</source>
        <translation>与第二个学生一起学习：各自也拟合对方的回答。</translation>
    </message>
    <message>
        <source>Normalised soft targets (NKD)</source>
        <translation>归一化软目标（NKD）</translation>
    </message>
    <message>
        <source>Fit the label as far as the teacher is sure of it, and the teacher&apos;s view of the other classes.</source>
        <translation>教师对标签有多大把握，就在多大程度上拟合标签，同时拟合教师对其他类别的看法。</translation>
    </message>
    <message>
        <source>Neuron selectivity (NST)</source>
        <translation>神经元选择性（NST）</translation>
    </message>
    <message>
        <source>Let channels be active in the same patterns as the teacher&apos;s, whichever channel it is.</source>
        <translation>让通道呈现与教师相同的激活模式，不论是哪个通道。</translation>
    </message>
    <message>
        <source>Overhauled features</source>
        <translation>全面改进的特征蒸馏</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s maps as they are before ReLU, but ask for nothing where a neuron of both is off.</source>
        <translation>拟合教师在 ReLU 之前的特征图，但双方神经元都关闭之处不作要求。</translation>
    </message>
    <message>
        <source>Probabilistic transfer (PKT)</source>
        <translation>概率知识迁移（PKT）</translation>
    </message>
    <message>
        <source>Keep the teacher&apos;s neighbourhoods: which pictures of a batch are close to which.</source>
        <translation>保持教师的邻域：同一批中哪些图片彼此接近。</translation>
    </message>
    <message>
        <source>Knowledge review (ReviewKD)</source>
        <translation>知识回顾（ReviewKD）</translation>
    </message>
    <message>
        <source>Fit each level of the teacher with that level of the student and all deeper ones, fused.</source>
        <translation>把学生的该层级与所有更深的层级融合，拟合教师的每个层级。</translation>
    </message>
    <message>
        <source>Relations (RKD)</source>
        <translation>关系（RKD）</translation>
    </message>
    <message>
        <source>Keep the teacher&apos;s distances and angles between the pictures of a batch.</source>
        <translation>保持教师在同一批图片之间的距离和角度。</translation>
    </message>
    <message>
        <source>SimKD (teacher&apos;s last layer reused)</source>
        <translation>SimKD（复用教师的最后一层）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s last feature maps through a projector, and answer with the teacher&apos;s last layer.</source>
        <translation>通过投影器拟合教师最后的特征图，并用教师的最后一层作答。</translation>
    </message>
    <message>
        <source>Similarity-preserving (SP)</source>
        <translation>相似性保持（SP）</translation>
    </message>
    <message>
        <source>Find the same pictures of a batch alike as the teacher does.</source>
        <translation>与教师一样，认为同一批中的同样一些图片彼此相似。</translation>
    </message>
    <message>
        <source>Projected embeddings (SRD)</source>
        <translation>投影嵌入（SRD）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s embedding through a linear projector, both normalised over the batch.</source>
        <translation>通过线性投影器拟合教师的嵌入，两者都在批次上归一化。</translation>
    </message>
    <message>
        <source>Transformed teacher matching (TTM)</source>
        <translation>变换教师匹配（TTM）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s softened class probabilities with answers that are not softened.</source>
        <translation>用未软化的回答拟合教师软化后的类别概率。</translation>
    </message>
    <message>
        <source>Variational information</source>
        <translation>变分信息蒸馏（VID）</translation>
    </message>
    <message>
        <source>Predict the teacher&apos;s maps from the student&apos;s, with an uncertainty for each channel that is learned.</source>
        <translation>由学生的特征图预测教师的特征图，每个通道的不确定性由学习得到。</translation>
    </message>
    <message>
        <source>Virtual teacher (Tf-KD)</source>
        <translation>虚拟教师（Tf-KD）</translation>
    </message>
    <message>
        <source>Fit a teacher made by hand, which is sure of the label and indifferent otherwise.</source>
        <translation>拟合一个人工构造的教师：它对标签有把握，对其他类别一视同仁。</translation>
    </message>
    <message>
        <source>Weighted soft targets (WSLD)</source>
        <translation>加权软目标（WSLD）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s softened answers, most of all where the student is worse than the teacher.</source>
        <translation>拟合教师软化后的回答，尤其是学生不如教师的地方。</translation>
    </message>
    <message>
        <source>Weighted transformed teacher matching (WTTM)</source>
        <translation>加权变换教师匹配（WTTM）</translation>
    </message>
    <message>
        <source>Fit the teacher&apos;s softened probabilities without softening the student&apos;s, most where the teacher is unsure.</source>
        <translation>拟合教师软化后的概率而不软化学生的，教师越没把握之处权重越大。</translation>
    </message>
    <message>
        <source>Multiplies the value at each milestone.</source>
        <translation>每到一个转折点，该值乘以它。</translation>
    </message>
    <message>
        <source>assistant</source>
        <translation>助教</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>distilled</source>
        <translation>蒸馏</translation>
    </message>
    <message>
        <source>model</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Which of its seeds; empty = the student&apos;s own seed where it is there, else its best.</source>
        <translation>它的哪个种子；留空 = 有学生自己的种子就用它，否则用最好的。</translation>
    </message>
    <message>
        <source>The teacher network.</source>
        <translation>教师网络。</translation>
    </message>
    <message>
        <source>How long and how fast.</source>
        <translation>训练多久、多快。</translation>
    </message>
    <message>
        <source>Multiplies what the method says; empty = the weight of its paper.</source>
        <translation>乘以该方法的损失；留空 = 其论文中的权重。</translation>
    </message>
    <message>
        <source>Ramp</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>How the weight changes while the student trains.</source>
        <translation>学生训练时权重怎样变化。</translation>
    </message>
    <message>
        <source>A temperature of its own; empty = that of the dial.</source>
        <translation>单独的温度；留空 = 旋钮的温度。</translation>
    </message>
    <message>
        <source>Divide the teacher&apos;s logits by the temperature that fits the validation pictures best.</source>
        <translation>把教师的 logits 除以最符合验证图片的温度。</translation>
    </message>
    <message>
        <source>Listen only where the teacher&apos;s likeliest class has at least this probability; 0 = always.</source>
        <translation>只在教师最可能的类别至少有这个概率时才听它的；0 = 总是听。</translation>
    </message>
    <message>
        <source>Weigh each picture by the probability of the teacher&apos;s likeliest class.</source>
        <translation>按教师最可能类别的概率给每张图片加权。</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>纠正</translation>
    </message>
    <message>
        <source>Where the teacher is wrong. mix: add so much of the label that it leads by 0.2; swap: exchange the likeliest logit with that of the label.</source>
        <translation>用于教师答错之处。混合：加入足够多的标签，使其领先 0.2；交换：把最大的 logit 与标签的 logit 对调。</translation>
    </message>
    <message>
        <source>Only algorithms that give the same bits again: fp32, nothing compiled, no answers kept; can be slower.</source>
        <translation>只用每次结果逐位相同的算法：fp32、不编译、不保留答案；可能较慢。</translation>
    </message>
    <message>
        <source>Calibrate its answers</source>
        <translation>校准教师的回答</translation>
    </message>
    <message>
        <source>Least certainty</source>
        <translation>最低把握</translation>
    </message>
    <message>
        <source>Weigh by its certainty</source>
        <translation>按把握加权</translation>
    </message>
    <message>
        <source>Where it is wrong</source>
        <translation>答错之处</translation>
    </message>
    <message>
        <source>mix</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>swap</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Standard deviation of random numbers added to the teacher&apos;s logits: a control; 0 = none.</source>
        <translation>加到教师 logits 上的随机数的标准差：用作对照；0 = 不加。</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Several teachers: mean of their probabilities, mean by their weights, or for each picture by how sure each is.</source>
        <translation>多个教师：概率的平均，按权重平均，或对每张图片按各自的把握加权。</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>weighted</source>
        <translation>加权</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>按把握</translation>
    </message>
    <message>
        <source>Its temperature.</source>
        <translation>它的温度。</translation>
    </message>
    <message>
        <source>Its weight of the labels.</source>
        <translation>它的标签权重。</translation>
    </message>
    <message>
        <source>Its learning rate.</source>
        <translation>它的学习率。</translation>
    </message>
    <message>
        <source>Its method.</source>
        <translation>它的方法。</translation>
    </message>
    <message>
        <source>The network.</source>
        <translation>网络。</translation>
    </message>
    <message>
        <source>Id or folder of the run.</source>
        <translation>运行的编号或文件夹。</translation>
    </message>
    <message>
        <source>File format, from the catalogue.</source>
        <translation>文件格式，取自目录。</translation>
    </message>
    <message>
        <source>Which network; empty = the student, or the only one there is.</source>
        <translation>哪个网络；留空 = 学生，或唯一的那个。</translation>
    </message>
    <message>
        <source>Which seed; empty = the best on the validation pictures.</source>
        <translation>哪个种子；留空 = 验证图片上最好的。</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Folder to write; empty = inside the run folder.</source>
        <translation>写到哪个文件夹；留空 = 运行文件夹之内。</translation>
    </message>
    <message>
        <source>Student layers</source>
        <translation>学生的层</translation>
    </message>
    <message>
        <source>Layers of the student that are compared; empty = the workbench&apos;s choice.</source>
        <translation>学生中参与比较的层；留空 = 由工作台选择。</translation>
    </message>
    <message>
        <source>Teacher layers</source>
        <translation>教师的层</translation>
    </message>
    <message>
        <source>Layers of the teacher, one for each of the student&apos;s and in the same order; empty = the workbench&apos;s choice.</source>
        <translation>教师的层，与学生的层一一对应、顺序相同；留空 = 由工作台选择。</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>How far above or below zero a neuron of the student must be before it costs nothing.</source>
        <translation>学生的神经元须高于或低于零多少，才不再产生损失。</translation>
    </message>
    <message>
        <source>Places across and down to which each class&apos;s map is averaged before comparing.</source>
        <translation>比较前，每个类别的图在横向和纵向上平均成多少格。</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Compare maps scaled to length 1, for each class: where a class is seen counts, how strongly does not. For pairs of networks of different kinds.</source>
        <translation>比较每个类别缩放到长度 1 的图：只看类别出现在哪里，不看强度。适合不同种类的网络对。</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>核</translation>
    </message>
    <message>
        <source>How relations are measured: as in the code behind the published numbers (released), or by the paper&apos;s Gaussian kernel (gaussian), whose loss is far smaller and wants a greater weight.</source>
        <translation>怎样度量关系：按产生已发表数值的代码（公开代码），或按论文的高斯核（高斯核），后者的损失小得多，需要更大的权重。</translation>
    </message>
    <message>
        <source>released</source>
        <translation>公开代码</translation>
    </message>
    <message>
        <source>gaussian</source>
        <translation>高斯核</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Released form: numbers that both embeddings are brought to by learned layers.</source>
        <translation>公开代码形式：两个嵌入经学习的层变换到的维数。</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Gaussian form: how fast the relation falls with the distance between two pictures.</source>
        <translation>高斯形式：关系随两张图片的距离衰减得多快。</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>阶数</translation>
    </message>
    <message>
        <source>Gaussian form: terms of the series that stands for the kernel.</source>
        <translation>高斯形式：近似该核的级数的项数。</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Weight of the correlation within each picture&apos;s answer: which classes are likelier than others.</source>
        <translation>每张图片回答之内相关性的权重：哪些类别比其他类别更可能。</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Weight of the correlation of each class over the batch: for which pictures it is likelier.</source>
        <translation>每个类别在批次上相关性的权重：它在哪些图片上更可能。</translation>
    </message>
    <message>
        <source>Weight of the correlation within each picture&apos;s answer.</source>
        <translation>每张图片回答之内相关性的权重。</translation>
    </message>
    <message>
        <source>Weight of the correlation of each class over the batch.</source>
        <translation>每个类别在批次上相关性的权重。</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>How a correlation becomes a loss: one_minus = 1 - correlation; log = -log(correlation), which pulls harder on what correlates least.</source>
        <translation>相关性怎样变成损失：1 减相关 = 1 - 相关；对数 = -log(相关)，对相关最弱的部分拉力更大。</translation>
    </message>
    <message>
        <source>one_minus</source>
        <translation>1 减相关</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>What is correlated: probabilities softened by the temperature, or logits, where the temperature makes no difference.</source>
        <translation>对什么计算相关：按温度软化的概率，或 logits（此时温度不起作用）。</translation>
    </message>
    <message>
        <source>probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>logits</source>
        <translation>logits</translation>
    </message>
    <message>
        <source>Dimensions</source>
        <translation>维数</translation>
    </message>
    <message>
        <source>Numbers in which both embeddings are compared.</source>
        <translation>比较两个嵌入所用的维数。</translation>
    </message>
    <message>
        <source>Negatives</source>
        <translation>负样本</translation>
    </message>
    <message>
        <source>Other pictures that each picture is told apart from; at most as many as there are.</source>
        <translation>每张图片要与多少张其他图片区分开；至多为图片总数。</translation>
    </message>
    <message>
        <source>Tau</source>
        <translation>Tau</translation>
    </message>
    <message>
        <source>Temperature of the comparison: the lower, the more the most similar pictures count.</source>
        <translation>比较所用的温度：越低，最相似的图片越重要。</translation>
    </message>
    <message>
        <source>Share of the old that is kept when a picture&apos;s memory is renewed.</source>
        <translation>更新一张图片的记忆时保留旧值的比例。</translation>
    </message>
    <message>
        <source>Standardise</source>
        <translation>标准化</translation>
    </message>
    <message>
        <source>Compare logits with mean 0 and deviation 1 for each picture: the student need not match their size (logit standardisation).</source>
        <translation>对每张图片，把 logits 变换到均值 0、标准差 1 再比较：学生不必与其大小一致（logit 标准化）。</translation>
    </message>
    <message>
        <source>T start</source>
        <translation>T 起点</translation>
    </message>
    <message>
        <source>Lowest temperature that can be learned.</source>
        <translation>可以学到的最低温度。</translation>
    </message>
    <message>
        <source>T end</source>
        <translation>T 幅度</translation>
    </message>
    <message>
        <source>How far above the lowest temperature the learned one can rise.</source>
        <translation>学到的温度最多可比最低温度高多少。</translation>
    </message>
    <message>
        <source>Decay epochs</source>
        <translation>渐进轮数</translation>
    </message>
    <message>
        <source>Epochs over which the temperature comes to work fully against the student; 0 = from the start.</source>
        <translation>经过这么多轮，温度才完全与学生对抗；0 = 从一开始。</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标类</translation>
    </message>
    <message>
        <source>Weight of how sure the teacher is of the label (alpha in the paper).</source>
        <translation>教师对标签的把握这一项的权重（论文中的 alpha）。</translation>
    </message>
    <message>
        <source>Non target</source>
        <translation>非目标类</translation>
    </message>
    <message>
        <source>Weight of what the teacher thinks of the other classes (beta in the paper). The surer the teacher, the higher.</source>
        <translation>教师对其他类别的看法这一项的权重（论文中的 beta）。教师越有把握，应取得越大。</translation>
    </message>
    <message>
        <source>Warmup epochs</source>
        <translation>预热轮数</translation>
    </message>
    <message>
        <source>Epochs in which both weights rise from 0; 0 = full weight at once.</source>
        <translation>两个权重从 0 升上来所用的轮数；0 = 立即用全部权重。</translation>
    </message>
    <message>
        <source>Imitation</source>
        <translation>模仿</translation>
    </message>
    <message>
        <source>What the exits learn from: 0 = the labels only, 1 = the network&apos;s last answer only.</source>
        <translation>出口向什么学习：0 = 只向标签，1 = 只向网络的最终回答。</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Weight of the difference between each exit&apos;s features and the deepest ones; 0 = not compared.</source>
        <translation>每个出口的特征与最深层特征之差的权重；0 = 不比较。</translation>
    </message>
    <message>
        <source>Layers of the student that get an exit; empty = the end of every stage but the deepest.</source>
        <translation>学生中加上出口的层；留空 = 除最深者外每个阶段的末端。</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>How features are compared: mean square (l2) or mean absolute difference (l1), or 1 minus the cosine of the angle between them (cosine), which does not see their size.</source>
        <translation>怎样比较特征：均方差（L2）、平均绝对差（L1），或 1 减夹角余弦（余弦），后者不看大小。</translation>
    </message>
    <message>
        <source>l2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>l1</source>
        <translation>L1</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配层</translation>
    </message>
    <message>
        <source>A small learned layer between the student&apos;s features and the teacher&apos;s: only where their numbers of channels differ (auto), or always. It is not part of the exported student.</source>
        <translation>学生特征与教师特征之间的一个可学习的小层：只在通道数不同时使用（自动），或总是使用。它不属于导出的学生。</translation>
    </message>
    <message>
        <source>always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>Paraphrase rate</source>
        <translation>改写比例</translation>
    </message>
    <message>
        <source>Channels of the paraphrase for each channel of the teacher&apos;s map.</source>
        <translation>教师特征图的每个通道对应多少个改写后的通道。</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Share of the probability that all classes get alike, the right one too; 0 = plain labels.</source>
        <translation>由所有类别（包括正确类别）均分的概率份额；0 = 普通标签。</translation>
    </message>
    <message>
        <source>Temperatures</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Temperatures at which the answers are compared, each in turn.</source>
        <translation>依次在这些温度下比较回答。</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Weight of the relations between pictures: how alike their answers are.</source>
        <translation>图片间关系的权重：它们的回答有多相似。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Weight of the relations between classes: how often they are likely together.</source>
        <translation>类别间关系的权重：它们多常同时有较大可能。</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留比例</translation>
    </message>
    <message>
        <source>Fraction of the first view&apos;s pictures and classes that are compared: those the teacher is least sure of. 1 = all.</source>
        <translation>第一个视图中参与比较的图片和类别的比例：教师最没把握的那些。1 = 全部。</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>中心化</translation>
    </message>
    <message>
        <source>Compare logits less their mean for each picture: an offset that all classes share, which changes no answer, does not count.</source>
        <translation>每张图片的 logits 减去均值后再比较：所有类别共有的偏移不改变回答，因此不计。</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>同伴</translation>
    </message>
    <message>
        <source>Architecture of the second student, by its name in the catalogue; empty = the student&apos;s own.</source>
        <translation>第二个学生的结构，用目录中的名称；留空 = 与学生相同。</translation>
    </message>
    <message>
        <source>Weight of what the teacher thinks of the other classes; the label&apos;s is 1.</source>
        <translation>教师对其他类别的看法这一项的权重；标签项的权重为 1。</translation>
    </message>
    <message>
        <source>Epochs over which the weight rises in equal steps; 0 = at once.</source>
        <translation>权重等步上升所用的轮数；0 = 立即。</translation>
    </message>
    <message>
        <source>Before activation</source>
        <translation>激活之前</translation>
    </message>
    <message>
        <source>Compare maps before their activation, negative values included, where they have one.</source>
        <translation>若有激活函数，则比较激活之前的特征图，包括负值。</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>The embeddings are the deepest level, where both networks have them and no layer is chosen.</source>
        <translation>当双方网络都有嵌入且没有指定层时，以嵌入作为最深的层级。</translation>
    </message>
    <message>
        <source>Weight of the distances between two pictures.</source>
        <translation>两张图片之间距离的权重。</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Weight of the angles among three pictures.</source>
        <translation>三张图片之间角度的权重。</translation>
    </message>
    <message>
        <source>Most pictures</source>
        <translation>最多图片数</translation>
    </message>
    <message>
        <source>Pictures of a batch that angles are taken among, at most: memory grows with the third power.</source>
        <translation>一批中最多取多少张图片计算角度：内存按三次方增长。</translation>
    </message>
    <message>
        <source>The middle of the projector has the teacher&apos;s feature maps divided by this: 2 as in the paper; more makes the exported student smaller and less accurate.</source>
        <translation>投影器中间层的特征图数 = 教师的特征图数除以此值：论文取 2；取大些，导出的学生更小，但准确率更低。</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>幂次</translation>
    </message>
    <message>
        <source>Power of the differences before they are summed: the higher, the more the largest count.</source>
        <translation>差值求和之前取的幂次：越高，最大的差值越重要。</translation>
    </message>
    <message>
        <source>Initial variance</source>
        <translation>初始方差</translation>
    </message>
    <message>
        <source>How far off the student&apos;s prediction of a teacher&apos;s map is taken to be at first (variance of each channel); learned from there on.</source>
        <translation>起初认为学生对教师特征图的预测偏差有多大（每个通道的方差）；此后由学习决定。</translation>
    </message>
    <message>
        <source>Probability that the virtual teacher gives to the label; all other classes share the rest.</source>
        <translation>虚拟教师给标签的概率；其余类别均分剩下的部分。</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Units in each hidden layer, first to last; none = a linear classifier.</source>
        <translation>每个隐藏层的单元数，从前到后；没有 = 线性分类器。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Fraction of hidden units that are silenced at random while training.</source>
        <translation>训练时随机关闭的隐藏单元比例。</translation>
    </message>
    <message>
        <source>Stem</source>
        <translation>首层</translation>
    </message>
    <message>
        <source>First layer. small: keeps all pixels; large: halves the picture, 4 times less to compute; auto: small for pictures up to 64 pixels.</source>
        <translation>第一层。小：保留所有像素；大：把图片缩小一半，计算量减为 1/4；自动：图片不超过 64 像素时用小。</translation>
    </message>
    <message>
        <source>small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>First layer. small: keeps all pixels; large: shrinks four times, 16 times less to compute; auto: small for pictures up to 64 pixels.</source>
        <translation>第一层。小：保留所有像素；大：缩小到 1/4，计算量减为 1/16；自动：图片不超过 64 像素时用小。</translation>
    </message>
    <message>
        <source>The network whose body is taken.</source>
        <translation>取用其主干的网络。</translation>
    </message>
    <message>
        <source>The network whose last layer answers; SimKD copies the layer&apos;s weights.</source>
        <translation>用其最后一层作答的网络；SimKD 复制该层的权重。</translation>
    </message>
    <message>
        <source>The middle of the projector has the teacher&apos;s feature maps divided by this.</source>
        <translation>投影器中间层的特征图数 = 教师的特征图数除以此值。</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道数</translation>
    </message>
    <message>
        <source>Feature maps of each 3x3 convolution, first to last. The picture is halved after each, down to 2 pixels.</source>
        <translation>每个 3x3 卷积的特征图数，从前到后。每次卷积后图片缩小一半，直到 2 像素。</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>Normalise after each convolution: learns faster, costs little.</source>
        <translation>每次卷积后归一化：学得更快，代价很小。</translation>
    </message>
    <message>
        <source>Units in a fully connected layer before the answer; empty = no such layer.</source>
        <translation>回答之前全连接层的单元数；留空 = 没有这一层。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>A ZIP file with one folder of pictures per class, or train, validation and test folders of them.</source>
        <translation>ZIP 文件，每个类别一个图片文件夹，或分为训练、验证和测试文件夹。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>准备</translation>
    </message>
    <message>
        <source>Fraction of the training, at its beginning, in which the student fits the teacher&apos;s activations and nothing else. Afterwards it learns from the rest of the loss alone.</source>
        <translation>训练开头这一比例的时间里，学生只拟合教师的激活；之后只向损失的其余部分学习。</translation>
    </message>
    <message>
        <source>Fraction of the training, at its beginning, in which the student fits the teacher&apos;s flow and nothing else. Afterwards it learns from the rest of the loss alone.</source>
        <translation>训练开头这一比例的时间里，学生只拟合教师的层间流；之后只向损失的其余部分学习。</translation>
    </message>
    <message>
        <source>Fraction of the training, at its beginning, in which the teacher&apos;s map is put into other words. The student waits.</source>
        <translation>训练开头这一比例的时间里，把教师的特征图改写成另一种表达；学生等待。</translation>
    </message>
    <message>
        <source>Height and width after the shorter side was scaled to it and the middle cut out.</source>
        <translation>短边缩放到此值并裁出中间部分后的高和宽。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>auto = grey if every picture is.</source>
        <translation>自动 = 所有图片都是灰度时用灰度。</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>彩色</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Holds one folder of pictures per class, or train, validation and test folders that do.</source>
        <translation>其中每个类别一个图片文件夹，或分为训练、验证和测试文件夹。</translation>
    </message>
    <message>
        <source>A CSV file with a line for each picture; paths in it start from the folder where it lies.</source>
        <translation>每张图片一行的 CSV 文件；其中的路径从它所在的文件夹算起。</translation>
    </message>
    <message>
        <source>Path column</source>
        <translation>路径列</translation>
    </message>
    <message>
        <source>Column of the pictures&apos; paths; empty = guessed, e.g. path, file or image.</source>
        <translation>图片路径所在的列；留空 = 自动猜测，例如 path、file 或 image。</translation>
    </message>
    <message>
        <source>Label column</source>
        <translation>标签列</translation>
    </message>
    <message>
        <source>Column of their classes; empty = guessed, e.g. label, class or target.</source>
        <translation>类别所在的列；留空 = 自动猜测，例如 label、class 或 target。</translation>
    </message>
    <message>
        <source>Split column</source>
        <translation>划分列</translation>
    </message>
    <message>
        <source>Column that says train, validation or test; empty = guessed, e.g. split, if there is one.</source>
        <translation>写明训练、验证或测试的列；留空 = 自动猜测，例如 split，如果有的话。</translation>
    </message>
    <message>
        <source>Bins</source>
        <translation>分组数</translation>
    </message>
    <message>
        <source>Groups of equal width into which the confidence 0-1 is cut.</source>
        <translation>把 0-1 的把握等宽地分成几组。</translation>
    </message>
    <message>
        <source>Guesses</source>
        <translation>猜测数</translation>
    </message>
    <message>
        <source>How many guesses are allowed; one number for each.</source>
        <translation>允许猜几次；每次一个数。</translation>
    </message>
    <message>
        <source>Opset</source>
        <translation>Opset</translation>
    </message>
    <message>
        <source>Version of ONNX&apos;s operators: lower runs on older programs, 20 is a good choice.</source>
        <translation>ONNX 算子的版本：越低，越老的程序也能运行；20 是好选择。</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>Largest accepted difference between the file&apos;s and the network&apos;s logits; in proportion above 10.</source>
        <translation>文件与网络的 logits 之间可接受的最大差异；超过 10 时按比例计算。</translation>
    </message>
</context>
<context>
    <name>charts</name>
    <message>
        <source>no times are known of {title}</source>
        <translation>不知道 {title} 的时间</translation>
    </message>
    <message>
        <source>values not above zero, left out: {number}</source>
        <translation>不大于零而略去的数值：{number}</translation>
    </message>
    <message>
        <source>values not finite: {number}</source>
        <translation>非有限的数值：{number}</translation>
    </message>
    <message>
        <source>a part only: double-click shows everything</source>
        <translation>只显示一部分：双击显示全部</translation>
    </message>
    <message>
        <source>smoothed {weight}, faint: as measured</source>
        <translation>平滑 {weight}，淡线：实测</translation>
    </message>
    <message>
        <source>{title} (smoothed {weight})</source>
        <translation>{title}（平滑 {weight}）</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>assistant</source>
        <translation>助教</translation>
    </message>
    <message>
        <source>distilled</source>
        <translation>蒸馏</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>reading {titles}…</source>
        <translation>正在读取 {titles}…</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>weight of the labels</source>
        <translation>标签的权重</translation>
    </message>
    <message>
        <source>weight of {method}</source>
        <translation>{method} 的权重</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>dials moved</source>
        <translation>调过旋钮</translation>
    </message>
    <message>
        <source>{value}  (smoothed {smooth})</source>
        <translation>{value}（平滑 {smooth}）</translation>
    </message>
    <message>
        <source>Step {number}</source>
        <translation>第 {number} 步</translation>
    </message>
    <message>
        <source>epoch {number}</source>
        <translation>第 {number} 轮</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} 秒</translation>
    </message>
</context>
<context>
    <name>compare</name>
    <message>
        <source>Nothing of its training was kept.</source>
        <translation>它的训练过程没有保存。</translation>
    </message>
    <message>
        <source>The two runs tell different classes apart, so they cannot be compared.</source>
        <translation>两次运行区分的类别不同，因此不能比较。</translation>
    </message>
    <message>
        <source>Choose runs on the same pictures.</source>
        <translation>请选择图片相同的运行。</translation>
    </message>
    <message>
        <source>The two have no seed in common, so nothing can be compared one to one.</source>
        <translation>两者没有共同的种子，因此不能一一比较。</translation>
    </message>
    <message>
        <source>Choose runs with the same seeds.</source>
        <translation>请选择种子相同的运行。</translation>
    </message>
    <message>
        <source>The two runs were tested on different pictures, so their difference proves nothing.</source>
        <translation>两次运行用不同的图片测试，因此它们的差异说明不了什么。</translation>
    </message>
    <message>
        <source>The two runs were tested on different pictures, so single pictures cannot be compared.</source>
        <translation>两次运行用不同的图片测试，因此不能比较单张图片。</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>no real difference</source>
        <translation>没有真实差异</translation>
    </message>
    <message>
        <source>too few seeds</source>
        <translation>种子太少</translation>
    </message>
    <message>
        <source>{left} → {right}</source>
        <translation>{left} → {right}</translation>
    </message>
    <message>
        <source>“{left}” → this run</source>
        <translation>“{left}”→ 这次运行</translation>
    </message>
    <message>
        <source>One network alone: there is nothing to compare it with.</source>
        <translation>只有一个网络：没有可以相比的。</translation>
    </message>
    <message>
        <source>{right} is better: {points} points against {left}.</source>
        <translation>{right}更好：与{left}相比 {points} 个百分点。</translation>
    </message>
    <message>
        <source>{right} is worse: {points} points against {left}.</source>
        <translation>{right}更差：与{left}相比 {points} 个百分点。</translation>
    </message>
    <message>
        <source>No real difference between {left} and {right}: {points} points, as chance would give.</source>
        <translation>{left}与{right}没有真实差异：{points} 个百分点，偶然也会如此。</translation>
    </message>
    <message>
        <source>Too few seeds for a verdict: {points} points against {left} can be chance.</source>
        <translation>种子太少，不下结论：与{left}相比的 {points} 个百分点可能是偶然。</translation>
    </message>
    <message>
        <source>Train with three seeds or more, better five: one seed is one throw of the dice.</source>
        <translation>请用三个或更多种子训练，五个更好：一个种子就像只掷一次骰子。</translation>
    </message>
    <message>
        <source>If both were equally good, chance alone would give a difference this large in {tries} of 100 cases.</source>
        <translation>假如两者一样好，仅凭偶然，100 次中有 {tries} 次会出现这么大的差异。</translation>
    </message>
    <message>
        <source>Only below 5 do we call it real. More seeds may tell.</source>
        <translation>低于 5 次我们才说是真实的。更多种子也许能说明问题。</translation>
    </message>
    <message>
        <source>If both were equally good, chance alone would hardly ever give this: in less than 1 of 100 cases.</source>
        <translation>假如两者一样好，仅凭偶然几乎不会这样：100 次中不到 1 次。</translation>
    </message>
    <message>
        <source>If both were equally good, chance alone would give a difference this large in only {tries} of 100.</source>
        <translation>假如两者一样好，仅凭偶然，100 次中只有 {tries} 次会出现这么大的差异。</translation>
    </message>
    <message>
        <source>Rescued by the teacher</source>
        <translation>被教师挽救的</translation>
    </message>
    <message>
        <source>Only {right} is right</source>
        <translation>只有{right}答对</translation>
    </message>
    <message>
        <source>Lost with the teacher</source>
        <translation>有教师反而答错</translation>
    </message>
    <message>
        <source>Only {left} is right</source>
        <translation>只有{left}答对</translation>
    </message>
    <message>
        <source>Both wrong</source>
        <translation>都答错</translation>
    </message>
    <message>
        <source>Other than the teacher</source>
        <translation>与教师不同</translation>
    </message>
    <message>
        <source>All mistakes of: {right}</source>
        <translation>{right}的所有错误</translation>
    </message>
    <message>
        <source>All mistakes of: {left}</source>
        <translation>{left}的所有错误</translation>
    </message>
    <message>
        <source>{left} gets these wrong, {right} gets them right.</source>
        <translation>{left}答错、{right}答对的图片。</translation>
    </message>
    <message>
        <source>{left} gets these right, {right} gets them wrong.</source>
        <translation>{left}答对、{right}答错的图片。</translation>
    </message>
    <message>
        <source>Both get these wrong; not always with the same answer.</source>
        <translation>两者都答错的图片；答案不一定相同。</translation>
    </message>
    <message>
        <source>{right} does not say what its teacher says, be it right or wrong.</source>
        <translation>{right}与其教师说法不同的图片，无论对错。</translation>
    </message>
    <message>
        <source>{right} gets these wrong.</source>
        <translation>{right}答错的图片。</translation>
    </message>
    <message>
        <source>{left} gets these wrong.</source>
        <translation>{left}答错的图片。</translation>
    </message>
    <message>
        <source>The surest answers first.</source>
        <translation>最有把握的回答在前。</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>distilled</source>
        <translation>蒸馏</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Its name, or what it does in a few words</source>
        <translation>它的名称，或用几个词说明它做什么</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>On the test pictures: mean of all seeds ± standard deviation</source>
        <translation>在测试图片上：所有种子的平均 ± 标准差</translation>
    </message>
    <message>
        <source>Without teacher</source>
        <translation>没有教师</translation>
    </message>
    <message>
        <source>The same student, trained on the labels alone</source>
        <translation>同一个学生，只用标签训练</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>What the teacher added, in points of a hundred, and whether that is more than chance</source>
        <translation>教师带来的提升（百分点），以及它是否超出偶然</translation>
    </message>
    <message>
        <source>Like teacher</source>
        <translation>像教师</translation>
    </message>
    <message>
        <source>Share of the test pictures answered as the teacher does</source>
        <translation>测试图片中与教师回答相同的比例</translation>
    </message>
    <message>
        <source>ECE</source>
        <translation>ECE</translation>
    </message>
    <message>
        <source>Expected calibration error: how far its confidence is from how often it is right; 0 is best</source>
        <translation>期望校准误差：把握与答对比例相差多少；0 最好</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Numbers that were learnt</source>
        <translation>学到的数值个数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Of the file with its weights</source>
        <translation>权重文件的大小</translation>
    </message>
    <message>
        <source>Per picture</source>
        <translation>每张图片</translation>
    </message>
    <message>
        <source>Median time for one picture, on the computer that measured it</source>
        <translation>一张图片的用时中位数，在测量它的电脑上</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Training time of all its networks</source>
        <translation>所有网络的训练时间</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>When it was begun</source>
        <translation>何时开始</translation>
    </message>
    <message>
        <source>Not set, or as it usually is</source>
        <translation>未设置，或与通常相同</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>asked for by the recipe</source>
        <translation>按配方的要求</translation>
    </message>
    <message>
        <source>a CUDA GPU is there: {name}</source>
        <translation>有 CUDA GPU：{name}</translation>
    </message>
    <message>
        <source>Apple&apos;s GPU is there</source>
        <translation>有 Apple GPU</translation>
    </message>
    <message>
        <source>torch sees no GPU on this machine</source>
        <translation>torch 在这台电脑上没有找到 GPU</translation>
    </message>
    <message>
        <source>Comparing pictures</source>
        <translation>正在比较图片</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>正在读取图片</translation>
    </message>
    <message>
        <source>Timing networks</source>
        <translation>正在给网络测速</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>正在写报告</translation>
    </message>
    <message>
        <source>Unpacking {title}</source>
        <translation>正在解压 {title}</translation>
    </message>
    <message>
        <source>Downloading {title}{of}</source>
        <translation>正在下载 {title}{of}</translation>
    </message>
    <message>
        <source>Waiting for another download of {title}</source>
        <translation>正在等待 {title} 的另一个下载</translation>
    </message>
    <message>
        <source>Writing the file, and loading it again</source>
        <translation>正在写出文件并重新加载</translation>
    </message>
    <message>
        <source>Comparing what the file says</source>
        <translation>正在比较文件的输出</translation>
    </message>
    <message>
        <source>Comparing the answers</source>
        <translation>正在比较回答</translation>
    </message>
    <message>
        <source>Measuring the time for one picture</source>
        <translation>正在测量一张图片的用时</translation>
    </message>
    <message>
        <source>The teacher and the plain student learned from the same {labelled} labelled pictures; the distilled student also saw {hidden} unlabelled pictures through the teacher&apos;s eyes.</source>
        <translation>教师和对照学生从相同的 {labelled} 张有标签图片学习；蒸馏学生还通过教师的眼睛看了 {hidden} 张无标签图片。</translation>
    </message>
    <message>
        <source>Stopped before its planned end: {phases}. The comparison is then not at equal budget.</source>
        <translation>在计划结束之前停止：{phases}。因此比较的预算并不相同。</translation>
    </message>
    <message>
        <source>Dials were moved while these trained: {phases}.</source>
        <translation>训练期间调过旋钮：{phases}。</translation>
    </message>
    <message>
        <source>No claim can be made from {count}: the difference of {points} can be chance. Use at least {few} seeds, better {better}.</source>
        <translation>{count}不能下结论：{points}的差异可能是偶然。请至少用 {few} 个种子，{better} 个更好。</translation>
    </message>
    <message>
        <source>No difference: distilled and plain student were equally good with each of {seeds} seeds.</source>
        <translation>没有差异：在 {seeds} 个种子中的每一个上，蒸馏学生与对照学生都一样好。</translation>
    </message>
    <message>
        <source>{headline}: {points} with each of {seeds} seeds (too regular for a t-test; sign test, {chance}).</source>
        <translation>{headline}：在 {seeds} 个种子中的每一个上都是{points}（过于规则，不能做 t 检验；符号检验，{chance}）。</translation>
    </message>
    <message>
        <source>{headline}: {points} (95 % interval {low} to {high}, paired t-test over {seeds} seeds, {chance}).</source>
        <translation>{headline}：{points}（95 % 区间 {low} 到 {high}，配对 t 检验，{seeds} 个种子，{chance}）。</translation>
    </message>
    <message>
        <source>Distillation helped</source>
        <translation>蒸馏有帮助</translation>
    </message>
    <message>
        <source>Distillation hurt</source>
        <translation>蒸馏有害</translation>
    </message>
    <message>
        <source>No real difference</source>
        <translation>没有真实差异</translation>
    </message>
    <message>
        <source>one seed</source>
        <translation>一个种子</translation>
    </message>
    <message>
        <source>{seeds} seeds</source>
        <translation>{seeds} 个种子</translation>
    </message>
    <message>
        <source>{number} points</source>
        <translation>{number} 个百分点</translation>
    </message>
    <message>
        <source>There is no teacher yet that knows these pictures. Start the run: its teacher is trained first.</source>
        <translation>还没有认识这些图片的教师。请开始运行：会先训练它的教师。</translation>
    </message>
    <message>
        <source>The teacher of this run.</source>
        <translation>这次运行的教师。</translation>
    </message>
    <message>
        <source>The teacher of this run, from run {run}.</source>
        <translation>这次运行的教师，来自运行 {run}。</translation>
    </message>
    <message>
        <source>The teacher that the recipe names, from run {run}.</source>
        <translation>配方指定的教师，来自运行 {run}。</translation>
    </message>
    <message>
        <source>The same network, trained on the same data in run {run}.</source>
        <translation>同样的网络，在运行 {run} 中用同样的数据训练。</translation>
    </message>
    <message>
        <source>The same network, trained on the same pictures but with {count} in run {run}.</source>
        <translation>同样的网络，在运行 {run} 中用同样的图片、但用{count}训练。</translation>
    </message>
    <message>
        <source>all labels</source>
        <translation>全部标签</translation>
    </message>
    <message>
        <source>{number} labels per class</source>
        <translation>每类 {number} 个标签</translation>
    </message>
    <message>
        <source>The teacher that comes with the sample: {network}, trained on {labels} labels.</source>
        <translation>示例附带的教师：{network}，用 {labels} 个标签训练。</translation>
    </message>
    <message>
        <source>the same network</source>
        <translation>同样的网络</translation>
    </message>
    <message>
        <source>another network ({title})</source>
        <translation>另一个网络（{title}）</translation>
    </message>
    <message>
        <source>The teacher is not asked: {problem}</source>
        <translation>没有询问教师：{problem}</translation>
    </message>
    <message>
        <source>Its answers are not numbers: its training ran away.</source>
        <translation>它的回答不是数：它的训练发散了。</translation>
    </message>
    <message>
        <source>Its answers look as if its classes were in another order: in the one that fits best, {best} would be right instead of {accuracy}. Check the order of its class names.</source>
        <translation>它的回答看上去像是类别顺序不同：按最合适的顺序会有 {best} 答对，而不是 {accuracy}。请检查它的类别名称的顺序。</translation>
    </message>
    <message>
        <source>It is right about {accuracy} of the pictures, hardly better than always answering &apos;{commonest}&apos; ({guessing}): there is little to learn from it.</source>
        <translation>它答对了 {accuracy} 的图片，并不比总是回答“{commonest}”（{guessing}）好多少：从它那里学不到什么。</translation>
    </message>
    <message>
        <source>It expects pictures with mean {mean} and deviation {deviation}, these have {real_mean} and {real_deviation}: it was trained on others, or normalises them differently.</source>
        <translation>它要求图片的均值为 {mean}、标准差为 {deviation}，而这些图片是 {real_mean} 和 {real_deviation}：它是用别的图片训练的，或归一化方式不同。</translation>
    </message>
    <message>
        <source>It is {how} than it is right: its calibration error is {before}, and {after} with its logits divided by {temperature}, which trust.calibrate does.</source>
        <translation>它的把握{how}实际正确率：校准误差为 {before}，把 logits 除以 {temperature} 之后为 {after}，“校准教师的回答”就是这样做的。</translation>
    </message>
    <message>
        <source>surer</source>
        <translation>高于</translation>
    </message>
    <message>
        <source>less sure</source>
        <translation>低于</translation>
    </message>
    <message>
        <source>The teacher cannot be examined: the pictures are not on this computer ({download}).</source>
        <translation>无法检查教师：图片不在这台电脑上（{download}）。</translation>
    </message>
    <message>
        <source>Nothing can be copied from the teacher: no layer has the same place, kind and size.</source>
        <translation>没有什么可以从教师复制：没有位置、种类和大小都相同的层。</translation>
    </message>
    <message>
        <source>All weights of the student stay random.</source>
        <translation>学生的所有权重保持随机。</translation>
    </message>
    <message>
        <source>{numbers} of the student&apos;s {total} weights come from the teacher.</source>
        <translation>学生的 {total} 个权重中有 {numbers} 个来自教师。</translation>
    </message>
    <message>
        <source>Of the teacher&apos;s blocks evenly spaced ones are taken, the first among them: {stages}.</source>
        <translation>从教师的模块中等间隔地选取，包括第一个：{stages}。</translation>
    </message>
    <message>
        <source>The teacher is wider in {layers}: the first channels are taken.</source>
        <translation>教师有{layers}更宽：取前面的通道。</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 层</translation>
    </message>
    <message>
        <source>{count} layers</source>
        <translation>{count} 层</translation>
    </message>
    <message>
        <source>{stay} random: {names}.</source>
        <translation>{stay}随机：{names}。</translation>
    </message>
    <message>
        <source>One layer stays</source>
        <translation>1 层保持</translation>
    </message>
    <message>
        <source>{count} layers stay</source>
        <translation>{count} 层保持</translation>
    </message>
    <message>
        <source>The pictures are not on this computer yet. Starting a run downloads them: {download}.</source>
        <translation>图片还不在这台电脑上。开始运行时会下载：{download}。</translation>
    </message>
    <message>
        <source>{between} trained between teacher and student, each with the student&apos;s own budget.</source>
        <translation>在教师和学生之间训练了{between}，各用学生自己的预算。</translation>
    </message>
    <message>
        <source>One assistant was</source>
        <translation>1 个助教</translation>
    </message>
    <message>
        <source>The distilled student began with weights of the teacher, its twin with random ones.</source>
        <translation>蒸馏出的学生以教师的权重开始，对照学生以随机权重开始。</translation>
    </message>
    <message>
        <source>The method shows the distilled student two views of each picture in a step, its twin one.</source>
        <translation>该方法在每一步给蒸馏学生看每张图片的两个视图，对照学生只看一个。</translation>
    </message>
    <message>
        <source>The distilled student has {count} more weights than its twin: the method leaves parts of its own in it.</source>
        <translation>蒸馏学生比对照学生多 {count} 个权重：该方法在其中留下了自己的部分。</translation>
    </message>
    <message>
        <source>The distilled student has {count} fewer weights than its twin: the method leaves parts of its own in it.</source>
        <translation>蒸馏学生比对照学生少 {count} 个权重：该方法在其中留下了自己的部分。</translation>
    </message>
    <message>
        <source>{count} assistants were</source>
        <translation>{count} 个助教</translation>
    </message>
    <message>
        <source>With more than {number} pictures, none were compared: whether any is there twice is not known.</source>
        <translation>图片超过 {number} 张，没有相互比较：不知道是否有重复。</translation>
    </message>
    <message>
        <source>{pictures} {are} there more than once.</source>
        <translation>{pictures}出现了不止一次。</translation>
    </message>
    <message>
        <source>Of {pictures} there is one copy to test with and another to train on or to choose by: the test will look better than it is.</source>
        <translation>有{pictures}既有一份用于测试，又有一份用于训练或挑选：测试结果会看上去比实际好。</translation>
    </message>
    <message>
        <source>Copies of {pictures} carry different labels.</source>
        <translation>有{pictures}的副本标签不同。</translation>
    </message>
    <message>
        <source>Of {number} groups of equal pictures the first {shown} are listed.</source>
        <translation>{number} 组相同的图片中只列出前 {shown} 组。</translation>
    </message>
    <message>
        <source>There is no picture {use} of class {classes}.</source>
        <translation>类别 {classes} 没有{use}的图片。</translation>
    </message>
    <message>
        <source>to choose by</source>
        <translation>用于挑选</translation>
    </message>
    <message>
        <source>to test with</source>
        <translation>用于测试</translation>
    </message>
    <message>
        <source>The classes differ much in size: &apos;{largest}&apos; has {pictures}, but {small}. A network learns to prefer the large ones.</source>
        <translation>各类别大小相差很大：“{largest}”有{pictures}，而 {small}。网络会学会偏向大的类别。</translation>
    </message>
    <message>
        <source>Some classes have fewer than {few} pictures, too few to learn much from: {small}.</source>
        <translation>有些类别少于 {few} 张图片，太少，学不到什么：{small}。</translation>
    </message>
    <message>
        <source>There {are} only {pictures} to test with: {worth}.</source>
        <translation>只有{pictures}用于测试：{worth}。</translation>
    </message>
    <message>
        <source>each is worth {points} percentage points of the accuracy</source>
        <translation>每张占准确率的 {points} 个百分点</translation>
    </message>
    <message>
        <source>{pictures} {are} of one single shade, with nothing on it: {names}.</source>
        <translation>{pictures}只有单一色调，上面什么也没有：{names}。</translation>
    </message>
    <message>
        <source>Odd sizes: {names}.</source>
        <translation>尺寸异常：{names}。</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 张图片</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>empty file</source>
        <translation>空文件</translation>
    </message>
    <message>
        <source>not a picture in a format that can be read</source>
        <translation>不是能读取的图片格式</translation>
    </message>
    <message>
        <source>more pixels than a picture is expected to have</source>
        <translation>像素超出了图片应有的数量</translation>
    </message>
    <message>
        <source>cannot be opened ({why})</source>
        <translation>无法打开（{why}）</translation>
    </message>
    <message>
        <source>damaged ({why})</source>
        <translation>已损坏（{why}）</translation>
    </message>
    <message>
        <source>{shape}, enlarged to {width} × {height}</source>
        <translation>{shape}，放大到 {width} × {height}</translation>
    </message>
    <message>
        <source>{shape}, of which only the middle is used</source>
        <translation>{shape}，只使用中间部分</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <source>This recipe trains one network, without a teacher.</source>
        <translation>这个配方只训练一个网络，没有教师。</translation>
    </message>
    <message>
        <source>The {who} has no feature maps: it is fully connected.</source>
        <translation>{who}没有特征图：它是全连接网络。</translation>
    </message>
    <message>
        <source>The {who} does not answer through a linear layer, so it has no embedding.</source>
        <translation>{who}不是通过线性层作答，因此没有嵌入。</translation>
    </message>
    <message>
        <source>The {who} ({kind}) does not answer from the mean of its last feature maps.</source>
        <translation>{who}（{kind}）不是根据最后特征图的均值作答。</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>The student has {number} sizes of feature maps, and exits before the deepest need at least 2.</source>
        <translation>学生的特征图有 {number} 种大小，而在最深层之前设出口至少需要 2 种。</translation>
    </message>
    <message>
        <source>The student&apos;s layer &apos;{mine}&apos; has {channels} channels and the teacher&apos;s layer &apos;{theirs}&apos; {others}, but their flows can only be compared between equally many.</source>
        <translation>学生的层“{mine}”有 {channels} 个通道，教师的层“{theirs}”有 {others} 个，但只有通道数相同才能比较层间流。</translation>
    </message>
    <message>
        <source>A flow leads from one layer to the next, and there is only one pair of layers, &apos;{mine}&apos; and &apos;{theirs}&apos;.</source>
        <translation>层间流从一层到下一层，而这里只有一对层：“{mine}”和“{theirs}”。</translation>
    </message>
    <message>
        <source>The student&apos;s layer &apos;{mine}&apos; gives maps of {height} by {width} pixels and the teacher&apos;s layer &apos;{theirs}&apos; of {rows} by {columns}.</source>
        <translation>学生的层“{mine}”给出 {height} × {width} 像素的特征图，教师的层“{theirs}”给出 {rows} × {columns} 像素的。</translation>
    </message>
    <message>
        <source>The teacher&apos;s layer &apos;{path}&apos; takes or gives values that no batch normalisation made, so how far below zero they lie is not known.</source>
        <translation>教师的层“{path}”的输入或输出没有经过批归一化，因此不知道这些值比零低多少。</translation>
    </message>
    <message>
        <source>The layer &apos;{path}&apos; gives a vector of {number} numbers, and this method compares maps.</source>
        <translation>层“{path}”给出的是含 {number} 个数的向量，而这个方法比较特征图。</translation>
    </message>
    <message>
        <source>The layer &apos;{path}&apos; gives numbers of shape {shape}, and an exit needs height and width.</source>
        <translation>层“{path}”的输出形状为 {shape}，而出口需要高和宽。</translation>
    </message>
    <message>
        <source>This method compares one layer of each network, and {number} are named.</source>
        <translation>这个方法只比较每个网络的一层，而这里指定了 {number} 层。</translation>
    </message>
    <message>
        <source>There are {mine} layers of the student and {theirs} of the teacher.</source>
        <translation>学生有 {mine} 层，教师有 {theirs} 层。</translation>
    </message>
    <message>
        <source>The network has no layer &apos;{path}&apos; to tap.</source>
        <translation>网络里没有层“{path}”。</translation>
    </message>
    <message>
        <source>A virtual teacher that gives its label {share} is no better than chance with {classes} classes.</source>
        <translation>有 {classes} 个类别时，只给标签 {share} 的虚拟教师并不比随机猜测好。</translation>
    </message>
    <message>
        <source>This method needs a teacher.</source>
        <translation>这个方法需要教师。</translation>
    </message>
    <message>
        <source>Choose a convolutional network.</source>
        <translation>请选择卷积网络。</translation>
    </message>
    <message>
        <source>Choose a convolutional network that makes its maps smaller in steps.</source>
        <translation>请选择逐步缩小特征图的卷积网络。</translation>
    </message>
    <message>
        <source>Choose a convolutional network, or a layer that comes before the map is flattened.</source>
        <translation>请选择卷积网络，或选择特征图展平之前的层。</translation>
    </message>
    <message>
        <source>Choose a network that ends in a linear layer, or another method.</source>
        <translation>请选择以线性层结尾的网络，或选择其他方法。</translation>
    </message>
    <message>
        <source>Choose a network that ends in average pooling and one linear layer, such as a ResNet.</source>
        <translation>请选择以平均池化和一个线性层结尾的网络，例如 ResNet。</translation>
    </message>
    <message>
        <source>Choose a teacher with batch normalisation before its activations, other layers, or another method.</source>
        <translation>请选择在激活之前有批归一化的教师，或选择其他层、其他方法。</translation>
    </message>
    <message>
        <source>Choose a teacher.</source>
        <translation>请选择教师。</translation>
    </message>
    <message>
        <source>Choose layers with equally many channels, or another method.</source>
        <translation>请选择通道数相同的层，或选择其他方法。</translation>
    </message>
    <message>
        <source>Choose layers of which one gives the larger maps in both directions.</source>
        <translation>请选择这样两层：其中一层的特征图在两个方向上都更大。</translation>
    </message>
    <message>
        <source>Choose at least two layers of each network, in order.</source>
        <translation>请按顺序为每个网络至少选择两层。</translation>
    </message>
    <message>
        <source>Choose a layer that comes before the map is flattened.</source>
        <translation>请选择特征图展平之前的层。</translation>
    </message>
    <message>
        <source>Choose a layer that comes before the map is pooled.</source>
        <translation>请选择特征图池化之前的层。</translation>
    </message>
    <message>
        <source>Choose one layer of each, or none for the workbench&apos;s choice.</source>
        <translation>请各选一层，或都不选，由工作台选择。</translation>
    </message>
    <message>
        <source>Choose as many of one as of the other, or none for the workbench&apos;s choice.</source>
        <translation>请让双方的层数相同，或都不选，由工作台选择。</translation>
    </message>
    <message>
        <source>Choose another, such as: {some}.</source>
        <translation>请选择其他层，例如：{some}。</translation>
    </message>
    <message>
        <source>Set the label&apos;s probability above {limit}.</source>
        <translation>请把标签的概率设为高于 {limit}。</translation>
    </message>
    <message>
        <source>Compiling the student</source>
        <translation>正在编译学生</translation>
    </message>
    <message>
        <source>The training is over within a minute, so nothing was measured: everything is in fp32.</source>
        <translation>训练不到一分钟就结束，因此未做测量：全部用 fp32。</translation>
    </message>
    <message>
        <source>A step takes so long that there was no time to measure: everything is in fp32.</source>
        <translation>一步所需时间太长，来不及测量：全部用 fp32。</translation>
    </message>
    <message>
        <source>The computer is busy with other work, so no measurement could be relied on: everything is in fp32.</source>
        <translation>计算机正忙于其他工作，测量不可靠：全部用 fp32。</translation>
    </message>
    <message>
        <source>The recipe asks for deterministic results: nothing is reduced, folded or compiled.</source>
        <translation>配方要求确定的结果：不降低精度、不折叠、不编译。</translation>
    </message>
    <message>
        <source>The recipe asks for {precision}.</source>
        <translation>配方要求 {precision}。</translation>
    </message>
    <message>
        <source>The student computes in {way} (measured, ms a picture: {times}).</source>
        <translation>学生以 {way} 计算（实测，每张图片毫秒数：{times}）。</translation>
    </message>
    <message>
        <source>The teacher computes in {way} (measured, ms a picture: {times}).</source>
        <translation>教师以 {way} 计算（实测，每张图片毫秒数：{times}）。</translation>
    </message>
    <message>
        <source>Measured in an earlier run.</source>
        <translation>在先前的运行中测得。</translation>
    </message>
    <message>
        <source>Compiled, the student takes {times}.</source>
        <translation>编译后，学生需要 {times}。</translation>
    </message>
    <message>
        <source>Compiled, the student would take {times}.</source>
        <translation>若编译，学生将需要 {times}。</translation>
    </message>
    <message>
        <source>{compiled} ms a picture instead of {eager}</source>
        <translation>每张图片 {compiled} 毫秒，而不是 {eager} 毫秒</translation>
    </message>
    <message>
        <source>The student is not compiled: its layers are listened to.</source>
        <translation>学生未编译：它的层正被监听。</translation>
    </message>
    <message>
        <source>Compiling the student failed: {why}.</source>
        <translation>编译学生失败：{why}。</translation>
    </message>
    <message>
        <source>No further answers of the teacher are remembered: the {size} of memory are full.</source>
        <translation>不再记住教师的更多答案：{size} 的内存已满。</translation>
    </message>
    <message>
        <source>New answers of the teacher are remembered in memory only. {problem}</source>
        <translation>教师的新答案只记在内存中。{problem}</translation>
    </message>
    <message>
        <source>The limit of {size} on the disk is reached.</source>
        <translation>已达到磁盘上 {size} 的限额。</translation>
    </message>
    <message>
        <source>Only {free} of the disk are free: they are left to checkpoints.</source>
        <translation>磁盘只剩 {free} 可用：留给检查点。</translation>
    </message>
    <message>
        <source>The teacher&apos;s answers are not remembered: this takes {size} of memory, and {there}.</source>
        <translation>不记住教师的答案：这需要 {size} 的内存，而{there}。</translation>
    </message>
    <message>
        <source>this computer has less free</source>
        <translation>这台计算机的可用内存更少</translation>
    </message>
    <message>
        <source>{size} are allowed</source>
        <translation>只允许 {size}</translation>
    </message>
    <message>
        <source>The answers that were kept of this teacher are not what it says now. They were thrown away.</source>
        <translation>为这位教师保留的答案与它现在所说的不符，已丢弃。</translation>
    </message>
    <message>
        <source>The student learns from an assistant, which is trained in the run itself: there is nothing to measure yet.</source>
        <translation>学生向助教学习，而助教要在运行中才训练：现在还没有可测量的。</translation>
    </message>
    <message>
        <source>The teacher ({title}) is not trained yet, and no earlier run has it. Start the run once, then balance.</source>
        <translation>教师（{title}）还没有训练，以前的运行中也没有。请先运行一次，再平衡权重。</translation>
    </message>
    <message>
        <source>Its gradient is not a number on these batches.</source>
        <translation>在这些批次上它的梯度不是数。</translation>
    </message>
    <message>
        <source>It does not pull at the student at all on these batches.</source>
        <translation>在这些批次上它对学生毫无拉力。</translation>
    </message>
    <message>
        <source>The first method does not pull: there is nothing to be as strong as.</source>
        <translation>第一个方法没有拉力：没有可看齐的对象。</translation>
    </message>
    <message>
        <source>It pulls so little that it would need a weight of {weight}.</source>
        <translation>它的拉力太小，需要 {weight} 的权重。</translation>
    </message>
</context>
<context>
    <name>formula</name>
    <message>
        <source> at T={temperature}</source>
        <translation> T={temperature}</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>loss = {formula}</source>
        <translation>损失 = {formula}</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
</context>
<context>
    <name>preview</name>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>was {label}</source>
        <translation>原为 {label}</translation>
    </message>
    <message>
        <source>{name}: {train} to train on, of them {labelled} with a label; {validation} for validation, {test} to test</source>
        <translation>{name}：{train} 张用于训练，其中 {labelled} 张有标签；{validation} 张用于验证，{test} 张用于测试</translation>
    </message>
    <message>
        <source>{number} copies: {parts}</source>
        <translation>{number} 份相同：{parts}</translation>
    </message>
    <message>
        <source>is a {label}</source>
        <translation>是 {label}</translation>
    </message>
</context>
<context>
    <name>runs</name>
    <message>
        <source>Favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Runs that you marked</source>
        <translation>你收藏的运行</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Its name, or what it does in a few words</source>
        <translation>它的名称，或用几个词说明它做什么</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>结果如何</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>On the test pictures: mean of all seeds ± standard deviation</source>
        <translation>在测试图片上：所有种子的平均 ± 标准差</translation>
    </message>
    <message>
        <source>Without teacher</source>
        <translation>没有教师</translation>
    </message>
    <message>
        <source>The same student, trained on the labels alone</source>
        <translation>同一个学生，只用标签训练</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>What the teacher added, in points of a hundred</source>
        <translation>教师带来的提升，百分点</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Of the file with its weights</source>
        <translation>权重文件的大小</translation>
    </message>
    <message>
        <source>Per picture</source>
        <translation>每张图片</translation>
    </message>
    <message>
        <source>Median time for one picture, on the computer that measured it</source>
        <translation>一张图片的用时中位数，在测量它的电脑上</translation>
    </message>
    <message>
        <source>Time spent</source>
        <translation>所用时间</translation>
    </message>
    <message>
        <source>Training time of all its networks</source>
        <translation>所有网络的训练时间</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>When it was begun</source>
        <translation>何时开始</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>What you tagged it with</source>
        <translation>你给它加的标签</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
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
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>accuracy {number}</source>
        <translation>准确率 {number}</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>tags: {tags}</source>
        <translation>标签：{tags}</translation>
    </message>
    <message>
        <source>Gain in points</source>
        <translation>提升（百分点）</translation>
    </message>
</context>
<context>
    <name>stories</name>
    <message>
        <source>Ten labels</source>
        <translation>十个标签</translation>
    </message>
    <message>
        <source>Only 10 pictures of each digit have a label; the teacher explains the rest. Measured on one computer: student alone 86.3 %, with its teacher 93.0 %.</source>
        <translation>每个数字只有 10 张图片有标签；其余的由教师来讲解。在一台电脑上测得：学生独自 86.3 %，有教师 93.0 %。</translation>
    </message>
    <message>
        <source>Small data</source>
        <translation>少量数据</translation>
    </message>
    <message>
        <source>With 300 labels a teacher still helps a little, where unlabelled pictures are left to explain. Measured on one computer: student alone 92.6 %, with its teacher 95.4 %.</source>
        <translation>有 300 个标签时，只要还有无标签图片可讲解，教师仍有一点帮助。在一台电脑上测得：学生独自 92.6 %，有教师 95.4 %。</translation>
    </message>
    <message>
        <source>When a teacher does not help</source>
        <translation>教师何时帮不上忙</translation>
    </message>
    <message>
        <source>Every picture has its label, and the teacher adds nothing. Measured on one computer: student alone 96.8 %, with its teacher 96.4 %, no real difference.</source>
        <translation>每张图片都有标签，教师没有带来什么。在一台电脑上测得：学生独自 96.8 %，有教师 96.4 %，没有真实差异。</translation>
    </message>
</context>
<context>
    <name>sweep</name>
    <message>
        <source>Temperatures are above 0 and at most 1000.</source>
        <translation>温度须大于 0 且不超过 1000。</translation>
    </message>
    <message>
        <source>Shares are between 0 and 100 %.</source>
        <translation>份额在 0 到 100 % 之间。</translation>
    </message>
    <message>
        <source>Learning rates are above 0 and at most 10.</source>
        <translation>学习率须大于 0 且不超过 10。</translation>
    </message>
    <message>
        <source>{number} temperatures</source>
        <translation>{number} 个温度</translation>
    </message>
    <message>
        <source>{number} shares</source>
        <translation>{number} 个份额</translation>
    </message>
    <message>
        <source>{number} learning rates</source>
        <translation>{number} 个学习率</translation>
    </message>
    <message>
        <source>{number} methods</source>
        <translation>{number} 种方法</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Teacher&apos;s share</source>
        <translation>教师份额</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>{dial} {value}</source>
        <translation>{dial} {value}</translation>
    </message>
    <message>
        <source>{dials}: {accuracy}</source>
        <translation>{dials}：{accuracy}</translation>
    </message>
    <message>
        <source>the best</source>
        <translation>最好的</translation>
    </message>
    <message>
        <source>cannot be told from the best</source>
        <translation>无法与最好的区分开</translation>
    </message>
    <message>
        <source>the recipe&apos;s own dials</source>
        <translation>配方自己的旋钮值</translation>
    </message>
    <message>
        <source>Too little was measured to choose among these.</source>
        <translation>测量的数据太少，无法从中选择。</translation>
    </message>
    <message>
        <source>None of the others is better than the recipe&apos;s own dials.</source>
        <translation>其他的都不比配方自己的旋钮值更好。</translation>
    </message>
    <message>
        <source>The best is really better than the recipe&apos;s own dials: {points} points.</source>
        <translation>最好的确实比配方自己的旋钮值更好：{points} 个百分点。</translation>
    </message>
    <message>
        <source>The best is {points} points above the recipe&apos;s own dials, as chance alone would give.</source>
        <translation>最好的比配方自己的旋钮值高 {points} 个百分点，仅凭偶然也会如此。</translation>
    </message>
    <message>
        <source>The best is {points} points above the recipe&apos;s own dials; too few seeds to tell it from luck.</source>
        <translation>最好的比配方自己的旋钮值高 {points} 个百分点；种子太少，无法与运气区分。</translation>
    </message>
    <message>
        <source>{test}, corrected for {number} comparisons</source>
        <translation>{test}，已按 {number} 次比较校正</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>Chosen on the validation pictures; the test pictures were not looked at for these.</source>
        <translation>根据验证图片选择；为此没有看测试图片。</translation>
    </message>
</context>
<context>
    <name>telling</name>
    <message>
        <source>Run {run} begins.</source>
        <translation>运行 {run} 开始。</translation>
    </message>
    <message>
        <source>{train} training pictures, {labelled} with a label; {classes} classes; on {device}.</source>
        <translation>{train} 张训练图片，其中 {labelled} 张有标签；{classes} 个类别；使用 {device}。</translation>
    </message>
    <message>
        <source>{phase}: training of {number} weights begins at step {step}.</source>
        <translation>{phase}：从第 {step} 步开始训练 {number} 个权重。</translation>
    </message>
    <message>
        <source>{phase}: from step {step} temperature {temperature}, alpha {alpha}, rate {rate}.</source>
        <translation>{phase}：从第 {step} 步起，温度 {temperature}，alpha {alpha}，学习率 {rate}。</translation>
    </message>
    <message>
        <source>{phase}: rests at step {step}.</source>
        <translation>{phase}：在第 {step} 步暂停。</translation>
    </message>
    <message>
        <source>{phase}: goes on at step {step}.</source>
        <translation>{phase}：从第 {step} 步继续。</translation>
    </message>
    <message>
        <source>{phase}: checkpoint at step {step}.</source>
        <translation>{phase}：第 {step} 步的检查点。</translation>
    </message>
    <message>
        <source>{phase}: ended after {seconds} s, validation accuracy {accuracy}.</source>
        <translation>{phase}：{seconds} 秒后结束，验证准确率 {accuracy}。</translation>
    </message>
    <message>
        <source>Finished.</source>
        <translation>已完成。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Discarded.</source>
        <translation>已丢弃。</translation>
    </message>
    <message>
        <source>{role}, seed {seed}</source>
        <translation>{role}，种子 {seed}</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Its time has not been measured on this computer yet.</source>
        <translation>还没有在这台电脑上测量它的用时。</translation>
    </message>
    <message>
        <source>{time} a picture, nine of ten within {most}; one thread, on {machine}</source>
        <translation>每张图片 {time}，十次中有九次不超过 {most}；单线程，在 {machine} 上</translation>
    </message>
    <message>
        <source>{number} bytes</source>
        <translation>{number} 字节</translation>
    </message>
    <message>
        <source>almost done</source>
        <translation>快完成了</translation>
    </message>
    <message>
        <source>{number} s left</source>
        <translation>还剩 {number} 秒</translation>
    </message>
    <message>
        <source>{number} min left</source>
        <translation>还剩 {number} 分钟</translation>
    </message>
    <message>
        <source>{number} h left</source>
        <translation>还剩 {number} 小时</translation>
    </message>
    <message>
        <source>Variant {number}</source>
        <translation>变体 {number}</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助教</translation>
    </message>
    <message>
        <source>Distilled student</source>
        <translation>蒸馏学生</translation>
    </message>
    <message>
        <source>Plain student</source>
        <translation>对照学生</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>{role} {number}</source>
        <translation>{role} {number}</translation>
    </message>
    <message>
        <source>{role}, {differences}</source>
        <translation>{role}，{differences}</translation>
    </message>
    <message>
        <source>T {value}</source>
        <translation>T {value}</translation>
    </message>
    <message>
        <source>α {value}</source>
        <translation>α {value}</translation>
    </message>
    <message>
        <source>rate {value}</source>
        <translation>学习率 {value}</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Learned weights</source>
        <translation>学得的权重</translation>
    </message>
    <message>
        <source>{method}: {part}</source>
        <translation>{method}：{part}</translation>
    </message>
    <message>
        <source>Learned weight: {term}</source>
        <translation>学得的权重：{term}</translation>
    </message>
    <message>
        <source>learned temperature</source>
        <translation>学得的温度</translation>
    </message>
    <message>
        <source>Distillation helped: {points} points against the same student without a teacher.</source>
        <translation>蒸馏有帮助：与没有教师的同一个学生相比 {points} 个百分点。</translation>
    </message>
    <message>
        <source>Distillation hurt: {points} points against the same student without a teacher.</source>
        <translation>蒸馏有害：与没有教师的同一个学生相比 {points} 个百分点。</translation>
    </message>
    <message>
        <source>No real difference: {points} points, as chance alone would give.</source>
        <translation>没有真实差异：{points} 个百分点，偶然也会如此。</translation>
    </message>
    <message>
        <source>{points} points with one seed, which proves nothing: use three or more.</source>
        <translation>只有一个种子，{points} 个百分点，说明不了什么：请用三个或更多。</translation>
    </message>
    <message>
        <source>paired t-test</source>
        <translation>配对 t 检验</translation>
    </message>
    <message>
        <source>sign test</source>
        <translation>符号检验</translation>
    </message>
    <message>
        <source>({test} over {seeds} seeds, {p})</source>
        <translation>({test}，{seeds} 个种子，{p})</translation>
    </message>
    <message>
        <source>(95 % interval {low} to {high}, {test} over {seeds} seeds, {p})</source>
        <translation>(95 % 区间 {low} 到 {high}，{test}，{seeds} 个种子，{p})</translation>
    </message>
</context>
<context>
    <name>workings</name>
    <message>
        <source>Computes in {numbers}</source>
        <translation>以 {numbers} 计算</translation>
    </message>
    <message>
        <source>teacher in {numbers}</source>
        <translation>教师以 {numbers}</translation>
    </message>
    <message>
        <source>student compiled</source>
        <translation>学生已编译</translation>
    </message>
    <message>
        <source>Measured before the first step, for one picture:</source>
        <translation>第一步之前测得，每张图片：</translation>
    </message>
    <message>
        <source>The teacher&apos;s normalisations are folded into its convolutions.</source>
        <translation>教师的归一化已折叠进卷积。</translation>
    </message>
    <message>
        <source>The channels of a pixel lie side by side in memory.</source>
        <translation>同一像素的各通道在内存中相邻。</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>channels last</source>
        <translation>通道在后</translation>
    </message>
    <message>
        <source>not compiled:</source>
        <translation>未编译：</translation>
    </message>
    <message>
        <source>compiled:</source>
        <translation>已编译：</translation>
    </message>
    <message>
        <source>Teacher: every answer is computed</source>
        <translation>教师：每个答案都经计算得出</translation>
    </message>
    <message>
        <source>Teacher: {share} of answers remembered</source>
        <translation>教师：{share} 的答案是记住的</translation>
    </message>
    <message>
        <source>{size} kept</source>
        <translation>保留 {size}</translation>
    </message>
    <message>
        <source>{remembered} of {asked} answers of the teacher were remembered, the others computed.</source>
        <translation>教师的 {asked} 个答案中有 {remembered} 个是记住的，其余经计算得出。</translation>
    </message>
    <message>
        <source>Kept of this teacher: {memory} in memory, for this run only.</source>
        <translation>为这位教师保留：内存中 {memory}，仅供本次运行。</translation>
    </message>
    <message>
        <source>Kept of this teacher: {disk} on the disk, also for later runs.</source>
        <translation>为这位教师保留：磁盘上 {disk}，也供以后的运行。</translation>
    </message>
    <message>
        <source>Kept of this teacher: {memory} in memory, {disk} on the disk, also for later runs.</source>
        <translation>为这位教师保留：内存中 {memory}，磁盘上 {disk}，也供以后的运行。</translation>
    </message>
    <message>
        <source>{role}, seed {seed}</source>
        <translation>{role}，种子 {seed}</translation>
    </message>
</context>
</TS>
