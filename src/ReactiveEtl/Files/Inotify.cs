using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReactiveEtl;

/// <summary>The calls of Linux's inotify.</summary>
internal static partial class Inotify
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short PollIn = 1;
    private const int Interrupted = 4;

    /// <summary>A new instance.</summary>
    /// <exception cref="IOException">There are as many as the user may have (fs.inotify.max_user_instances).</exception>
    public static SafeFileHandle Open()
    {
        var handle = Init(CloseOnExec | NonBlocking);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        throw LinuxFiles.Failed("inotify");
    }

    /// <summary>A counter that wakes a thread which waits.</summary>
    public static SafeFileHandle OpenSignal()
    {
        var handle = EventFd(0, CloseOnExec | NonBlocking);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        throw LinuxFiles.Failed("eventfd");
    }

    /// <summary>Watches a directory, and gives its number, the same one for the same directory.</summary>
    /// <exception cref="IOException">There is no such directory, or there are too many watches (fs.inotify.max_user_watches).</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static int Add(SafeFileHandle instance, string directory, InotifyEvents events)
    {
        var watch = AddWatch(instance, directory, (uint)events);
        return watch >= 0 ? watch : throw LinuxFiles.Failed(directory);
    }

    /// <summary>Ends a watch; one that ended by itself is no error.</summary>
    public static void Remove(SafeFileHandle instance, int watch) => _ = RemoveWatch(instance, watch);

    /// <summary>Waits for events, or for the signal.</summary>
    /// <returns>False for the signal.</returns>
    public static unsafe bool Wait(SafeFileHandle instance, SafeFileHandle signal)
    {
        var waits = stackalloc PollEntry[2];
        waits[0] = new PollEntry { Handle = (int)instance.DangerousGetHandle(), Wanted = PollIn };
        waits[1] = new PollEntry { Handle = (int)signal.DangerousGetHandle(), Wanted = PollIn };
        while (Poll(waits, 2, -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw LinuxFiles.Failed("poll");
        }

        return waits[1].Found == 0;
    }

    /// <summary>Reads what there is; 0 where there is nothing.</summary>
    public static unsafe int Read(SafeFileHandle instance, Span<byte> buffer)
    {
        fixed (byte* first = buffer) return (int)Math.Max(0, Read(instance, first, (nuint)buffer.Length));
    }

    /// <summary>Wakes the thread that waits.</summary>
    public static unsafe void Raise(SafeFileHandle signal)
    {
        var one = 1L;
        _ = Write(signal, (byte*)&one, sizeof(long));
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial SafeFileHandle Init(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial SafeFileHandle EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddWatch(SafeFileHandle instance, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int RemoveWatch(SafeFileHandle instance, int watch);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollEntry* entries, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle handle, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(SafeFileHandle handle, byte* buffer, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Handle;
        public short Wanted;
        public short Found;
    }
}

/// <summary>What inotify tells, in its own bits.</summary>
[Flags]
internal enum InotifyEvents : uint
{
    None = 0,
    Modified = 0x2,
    ClosedAfterWriting = 0x8,
    MovedOut = 0x40,
    MovedIn = 0x80,
    Created = 0x100,
    Deleted = 0x200,
    WatchedDeleted = 0x400,
    WatchedMoved = 0x800,
    Unmounted = 0x2000,
    Overflowed = 0x4000,
    WatchEnded = 0x8000,
    OnlyDirectories = 0x0100_0000,
    IsDirectory = 0x4000_0000,
}
