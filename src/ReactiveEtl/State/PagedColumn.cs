using System.Diagnostics;

namespace ReactiveEtl;

/// <summary>The values of all groups for one column, in small pages that versions share: a write copies its page once a version, publishing copies nothing.</summary>
/// <remarks>
/// Invariants: a page or branch whose epoch is not the current one belongs to a published version and is never written again; what a
/// <see cref="PagedVersion{T}"/> can see never changes. One thread writes; versions are read by any.
/// </remarks>
internal sealed class PagedColumn<T>
{
    private Branch[] _branches = [];
    private long _epoch = 1;
    private long _rootEpoch = 1;

    public int Count { get; private set; }

    public T this[int index]
    {
        get => PageOf(_branches, index).Values[index & PagedColumn.PageMask];
        set => OwnedPage(index).Values[index & PagedColumn.PageMask] = value;
    }

    public void Add(T value)
    {
        Count++;
        this[Count - 1] = value;
    }

    /// <summary>The values now, for ever; the next write copies what it touches.</summary>
    public PagedVersion<T> Freeze()
    {
        _epoch++;
        return new PagedVersion<T>(_branches, Count);
    }

    internal static Page PageOf(Branch[] branches, int index)
    {
        var page = index >> PagedColumn.PageBits;
        return branches[page >> PagedColumn.BranchBits].Pages[page & PagedColumn.BranchMask]!;
    }

    private Page OwnedPage(int index)
    {
        Debug.Assert(index >= 0 && index < Count);
        var pageIndex = index >> PagedColumn.PageBits;
        var branchIndex = pageIndex >> PagedColumn.BranchBits;
        OwnRoot(branchIndex);
        var branch = _branches[branchIndex];
        if (branch is null || branch.Epoch != _epoch) _branches[branchIndex] = branch = new Branch(branch, _epoch);
        var page = branch.Pages[pageIndex & PagedColumn.BranchMask];
        if (page is null || page.Epoch != _epoch) branch.Pages[pageIndex & PagedColumn.BranchMask] = page = new Page(page, _epoch);
        return page;
    }

    private void OwnRoot(int branch)
    {
        if (_rootEpoch == _epoch && branch < _branches.Length) return;
        // A root that only grows by one branch at a time would be copied at each step.
        var length = branch < _branches.Length ? _branches.Length : Math.Max(branch + 1, _branches.Length * 2);
        var root = new Branch[length];
        _branches.CopyTo(root, 0);
        _branches = root;
        _rootEpoch = _epoch;
    }

    internal sealed class Branch(Branch? old, long epoch)
    {
        public Page?[] Pages { get; } = (Page?[]?)old?.Pages.Clone() ?? new Page?[PagedColumn.BranchMask + 1];

        public long Epoch { get; } = epoch;
    }

    internal sealed class Page(Page? old, long epoch)
    {
        public T[] Values { get; } = (T[]?)old?.Values.Clone() ?? new T[PagedColumn.PageMask + 1];

        public long Epoch { get; } = epoch;
    }
}

/// <summary>The values of one column in one version. Immutable; for any thread.</summary>
internal readonly struct PagedVersion<T>(PagedColumn<T>.Branch[] branches, int count)
{
    public int Count => count;

    public T this[int index] => PagedColumn<T>.PageOf(branches, index).Values[index & PagedColumn.PageMask];

    /// <summary>Whether two versions share the page of a value, so that it can't differ.</summary>
    public bool SharesPage(PagedVersion<T> other, int index) =>
        index < other.Count && ReferenceEquals(PagedColumn<T>.PageOf(branches, index), other.PageAt(index));

    private PagedColumn<T>.Page PageAt(int index) => PagedColumn<T>.PageOf(branches, index);
}

/// <summary>The sizes of pages and branches: 64 values a page, 128 pages a branch.</summary>
internal static class PagedColumn
{
#if DEBUG
    // Tiny, so that tests cross every boundary.
    public const int PageBits = 2;
    public const int BranchBits = 2;
#else
    public const int PageBits = 6;
    public const int BranchBits = 7;
#endif
    public const int PageMask = (1 << PageBits) - 1;
    public const int BranchMask = (1 << BranchBits) - 1;
}
