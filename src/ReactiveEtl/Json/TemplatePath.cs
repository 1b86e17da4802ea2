namespace ReactiveEtl;

/// <summary>Lines by templates, learned from lines that the exact parser accepted: since lines of a file look alike, most of their bytes are compared and not parsed.</summary>
internal sealed unsafe class TemplatePath(ColumnSlot[] columns, int corruptRecordColumn) : LinePath
{
    private const int MaxTemplates = 8;
    private const int LeastScore = -16;

    /// <summary>One that took lines for however long is forgotten as soon as others.</summary>
    private const int GreatestScore = 16;
    private const int FetchedAtOnce = 64;

    private readonly List<LineTemplate> _templates = [];
    private int[] _cursors = [];

    public override int Take(in LineVector lines, int open)
    {
        if (_cursors.Length < open) _cursors = new int[open];
        var before = open;
        for (var i = 0; i < _templates.Count && open > 0; i++)
        {
            var left = Take(_templates[i], lines, lines.Open[..open]);
            // One that takes a sixteenth of the lines pays for its pass over them.
            _templates[i].Score = Math.Min(_templates[i].Score + ((open - left) * 16 > before ? 1 : -1), GreatestScore);
            if (i > 0 && (open - left) * 2 > before) (_templates[0], _templates[i]) = (_templates[i], _templates[0]);
            Taken += open - left;
            open = left;
        }

        return open;
    }

    /// <summary>Learns from a line that no template took and the exact parser accepted; false where nothing is to be learned from it.</summary>
    public bool TryLearn(ReadOnlySpan<byte> line)
    {
        _templates.RemoveAll(template => template.Score < LeastScore);
        if (_templates.Count == MaxTemplates || LineTemplate.Of(line, columns, corruptRecordColumn) is not { } template) return false;
        _templates.Add(template);
        return true;
    }

    private int Take(LineTemplate template, in LineVector lines, Span<int> open)
    {
        // In the zeros behind the block: no literal matches there, so that a line which failed goes on failing without being asked.
        var failed = lines.Length + TemplateStep.MaxLength;
        var cursors = _cursors.AsSpan(0, open.Length);
        for (var i = 0; i < open.Length; i++) cursors[i] = lines.Starts[open[i]];
        foreach (var step in template.Steps) Match(step, lines.Block, open, cursors, failed);
        var left = 0;
        for (var i = 0; i < open.Length; i++)
        {
            var line = open[i];
            if (cursors[i] == failed) open[left++] = line;
            else SetMissing(template, line);
        }

        return left;
    }

    /// <summary>Each of the columns that such lines lack may be absent: the one that was learned was a record.</summary>
    private static void SetMissing(LineTemplate template, int row)
    {
        foreach (var column in template.Missing) column.TrySetAbsent(row);
    }

    private static void Match(TemplateStep step, byte* block, ReadOnlySpan<int> lines, Span<int> cursors, int failed)
    {
        var loop = new StepLoop(step, block, lines, cursors, failed);
        switch (step.Kind)
        {
            case TemplateStepKind.Nothing: TemplateKernel.Match(block, cursors, failed, step.Literal, step.Mask, step.Length); break;
            case TemplateStepKind.Column when step.Column!.Fetched is { } texts: MatchFetched(step, texts, block, lines, cursors, failed); break;
            case TemplateStepKind.Column: step.Column!.Run(loop); break;
            case TemplateStepKind.SkippedText: loop.Run(default(SkippedText)); break;
            case TemplateStepKind.SkippedLongText: loop.Run(default(SkippedLongText)); break;
            case TemplateStepKind.SkippedNumber: loop.Run(default(SkippedNumber)); break;
            case TemplateStepKind.SkippedBoolean: loop.Run(default(SkippedBoolean)); break;
            default: loop.Run(new SkippedValue(step.Depth)); break;
        }
    }

    /// <summary>Matches some lines at a time, so that what is fetched for them is still there when it is looked up.</summary>
    private static void MatchFetched(TemplateStep step, StringDictionary texts, byte* block, ReadOnlySpan<int> lines, Span<int> cursors, int failed)
    {
        for (var first = 0; first < lines.Length; first += FetchedAtOnce)
        {
            var count = Math.Min(FetchedAtOnce, lines.Length - first);
            var some = cursors.Slice(first, count);
            texts.Fetch(block, some, step.Length);
            step.Column!.Run(new StepLoop(step, block, lines.Slice(first, count), some, failed));
        }
    }

    private readonly ref struct StepLoop(TemplateStep step, byte* block, ReadOnlySpan<int> lines, Span<int> cursors, int failed) : ISlotLoop
    {
        private readonly byte* _block = block;
        private readonly ReadOnlySpan<int> _lines = lines;
        private readonly Span<int> _cursors = cursors;

        public void Run<TSlot>(TSlot slot)
            where TSlot : struct, ISlot => TemplateKernel.Match(_block, _lines, _cursors, failed, step.Literal, step.Mask, step.Length, slot);
    }
}
