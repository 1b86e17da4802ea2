using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>The values of all groups for one column, in small pages that versions share: a write copies its page once a version, publishing copies nothing.</summary>
/// <remarks>
/// Invariants: a page or branch whose epoch is not the current one belongs to a published version and is never written again; what a
/// <see cref="PagedVersion{T}"/> can see never changes. A page that is not there holds defaults only. One thread writes; versions are read by any.
/// </remarks>
internal sealed class PagedColumn<T>
{
    private Branch?[] _branches = [];
    private long _epoch = 1;
    private long _rootEpoch = 1;

    public int Count { get; private set; }

    public T this[int index]
    {
        get => ValueOf(_branches, index);
        set => Own(index) = value;
    }

    public void Add(T value) => AddRange(new ReadOnlySpan<T>(in value));

    /// <summary>Adds values, a page at a time.</summary>
    public void AddRange(ReadOnlySpan<T> values)
    {
        while (!values.IsEmpty)
        {
            var place = Count & PagedColumn.PageMask;
            var page = values[..Math.Min(values.Length, PagedColumn.PageMask + 1 - place)];
            Count += page.Length;
            if (Count > _branches.Length << (PagedColumn.PageBits + PagedColumn.BranchBits)) OwnRoot((Count - 1) >> (PagedColumn.PageBits + PagedColumn.BranchBits));
            if (HasAny(page)) page.CopyTo(((Span<T>)OwnedPage(Count - 1).Values)[place..]);
            values = values[page.Length..];
        }
    }

    /// <summary>Whether there is anything but defaults.</summary>
    private static bool HasAny(ReadOnlySpan<T> values)
    {
        foreach (var value in values)
        {
            if (!EqualityComparer<T>.Default.Equals(value, default)) return true;
        }

        return false;
    }

    /// <summary>A value that is about to be changed.</summary>
    public ref T Own(int index) => ref OwnedPage(index).Values[index & PagedColumn.PageMask];

    /// <summary>Brings pages near that are about to be written: reads that don't wait for each other, as copies would. Indexes behind the count are passed over.</summary>
    /// <returns>Nothing of use: a reason to read.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public long Fetch(ReadOnlySpan<int> indexes)
    {
        var seen = 0L;
        foreach (var index in indexes)
        {
            if (index < Count && PageOf(_branches, index) is { } page) seen ^= page.Epoch;
        }

        return seen;
    }

    /// <summary>The values now, for ever; the next write copies what it touches.</summary>
    public PagedVersion<T> Freeze()
    {
        _epoch++;
        return new PagedVersion<T>(_branches, Count);
    }

    /// <summary>Lets go of the page of an index, so that all its values are defaults; versions that have it keep it.</summary>
    public void FreePage(int index)
    {
        if (PageOf(_branches, index) is null) return;
        var page = index >> PagedColumn.PageBits;
        var branch = OwnedBranch(page >> PagedColumn.BranchBits);
        branch.Pages[page & PagedColumn.BranchMask] = null;
        foreach (var other in (ReadOnlySpan<Page?>)branch.Pages)
        {
            if (other is not null) return;
        }

        _branches[page >> PagedColumn.BranchBits] = null;
    }

    /// <summary>The indexes whose pages are there, ascending.</summary>
    public IEnumerable<int> Indexes(int from) => Indexes(_branches, from, Count);

    internal static IEnumerable<int> Indexes(Branch?[] branches, int from, int count)
    {
        for (var index = from; index < count;)
        {
            if (PageOf(branches, index) is not null) yield return index++;
            else index = (index | PagedColumn.PageMask) + 1;
        }
    }

    internal static Page? PageOf(Branch?[] branches, int index)
    {
        var page = index >> PagedColumn.PageBits;
        var branch = branches[page >> PagedColumn.BranchBits];
        return branch is null ? null : branch.Pages[page & PagedColumn.BranchMask];
    }

    internal static T ValueOf(Branch?[] branches, int index) =>
        PageOf(branches, index) is { } page ? page.Values[index & PagedColumn.PageMask] : default!;

    private Page OwnedPage(int index)
    {
        Debug.Assert(index >= 0 && index < Count);
        var pageIndex = index >> PagedColumn.PageBits;
        var branch = OwnedBranch(pageIndex >> PagedColumn.BranchBits);
        ref var page = ref branch.Pages[pageIndex & PagedColumn.BranchMask];
        if (page is null || page.Epoch != _epoch) page = new Page(page, _epoch);
        return page;
    }

    private Branch OwnedBranch(int index)
    {
        OwnRoot(index);
        var branch = _branches[index];
        if (branch is null || branch.Epoch != _epoch) _branches[index] = branch = new Branch(branch, _epoch);
        return branch;
    }

    private void OwnRoot(int branch)
    {
        if (_rootEpoch == _epoch && branch < _branches.Length) return;
        // A root that only grows by one branch at a time would be copied at each step.
        var length = branch < _branches.Length ? _branches.Length : Math.Max(branch + 1, _branches.Length * 2);
        var root = new Branch?[length];
        _branches.CopyTo(root, 0);
        _branches = root;
        _rootEpoch = _epoch;
    }

    /// <summary>Many pages in one object: each object on the way to a value is one that may not be in a cache.</summary>
    internal sealed class Branch
    {
        public BranchPages Pages;

        public Branch(Branch? old, long epoch)
        {
            if (old is not null) Pages = old.Pages;
            Epoch = epoch;
        }

        public long Epoch { get; }
    }

    internal sealed class Page
    {
        public PageValues Values;

        public Page(Page? old, long epoch)
        {
            if (old is not null) Values = old.Values;
            Epoch = epoch;
        }

        public long Epoch { get; }
    }

    [InlineArray(PagedColumn.BranchMask + 1)]
    internal struct BranchPages
    {
        private Page? _first;
    }

    [InlineArray(PagedColumn.PageMask + 1)]
    internal struct PageValues
    {
        private T _first;
    }
}

/// <summary>The values of one column in one version. Immutable; for any thread.</summary>
internal readonly struct PagedVersion<T>(PagedColumn<T>.Branch?[] branches, int count)
{
    public int Count => count;

    public T this[int index] => PagedColumn<T>.ValueOf(branches, index);

    /// <summary>The indexes whose pages are there, ascending.</summary>
    public IEnumerable<int> Indexes() => PagedColumn<T>.Indexes(branches, 0, count);

    /// <summary>Whether two versions share the page of a value, so that it can't differ.</summary>
    public bool SharesPage(PagedVersion<T> other, int index) => index < other.Count && ReferenceEquals(PagedColumn<T>.PageOf(branches, index), other.PageAt(index));

    private PagedColumn<T>.Page? PageAt(int index) => PagedColumn<T>.PageOf(branches, index);
}

/// <summary>The sizes of pages and branches: 32 values a page, 64 pages a branch.</summary>
internal static class PagedColumn
{
#if DEBUG
    // Tiny, so that tests cross every boundary.
    public const int PageBits = 2;
    public const int BranchBits = 2;
#else
    public const int PageBits = 5;
    public const int BranchBits = 6;
#endif
    public const int PageMask = (1 << PageBits) - 1;
    public const int BranchMask = (1 << BranchBits) - 1;
}
