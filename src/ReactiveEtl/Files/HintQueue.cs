using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>The hints since the last look, one a path, bounded: beyond the bound, or after an overflow, a rescan is due instead. Thread-safe.</summary>
internal sealed class HintQueue(int capacity)
{
    private readonly Lock _gate = new();
    private Dictionary<string, bool> _isComplete = new(StringComparer.Ordinal);
    private bool _isRescanDue;

    public void Add(FileHint hint)
    {
        lock (_gate)
        {
            if (!hint.HasPath || (_isComplete.Count >= capacity && !_isComplete.ContainsKey(hint.Path)))
            {
                _isRescanDue = true;
                return;
            }

            ref var isComplete = ref CollectionsMarshal.GetValueRefOrAddDefault(_isComplete, hint.Path, out _);
            isComplete |= hint.Kind is FileHintKind.MovedIn or FileHintKind.Closed;
        }
    }

    /// <summary>Takes all hints: the paths, and whether each was said to be complete.</summary>
    public Dictionary<string, bool> TakeAll(out bool isRescanDue)
    {
        lock (_gate)
        {
            isRescanDue = _isRescanDue;
            _isRescanDue = false;
            // Never the one that others still write to, also where it is empty.
            if (_isComplete.Count == 0) return [];
            var taken = _isComplete;
            _isComplete = new(StringComparer.Ordinal);
            return taken;
        }
    }
}
