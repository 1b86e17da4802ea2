using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace ReactiveEtl;

/// <summary>The few calls of Linux that .NET doesn't offer: what a file is known by (statx), and directories without a string or a call too many a file.</summary>
internal static partial class LinuxFiles
{
    private const int AtCurrentDirectory = -100;
    private const int AtEmptyPath = 0x1000;
    private const int AtDontFollow = 0x100;
    private const uint WantedFields = 0x0001 | 0x0040 | 0x0100 | 0x0200 | 0x0800;
    private const ushort TypeMask = 0xF000;
    private const ushort RegularFile = 0x8000;
    private const ushort Directory = 0x4000;
    private const long TicksPerSecond = TimeSpan.TicksPerSecond;
    private const int CloseOnExec = 0x80000;

    private enum Error
    {
        NoSuchEntry = 2,
        AccessDenied = 13,
        NotADirectory = 20,
        NameTooLong = 36,
        TooManyLinks = 40,
    }

    /// <summary>Whether this system is Linux with a C library that has the calls.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && HasCalls();

    /// <summary>The file at a path, or what a link leads to in the end; null where there is none.</summary>
    public static FileEntry? Look(string path) =>
        StatX(AtCurrentDirectory, path, 0, WantedFields, out var status) == 0 ? EntryOf(path, status) : NothingOrThrow(path);

    /// <summary>The open file, under the path that it was opened by.</summary>
    public static FileEntry? Look(SafeFileHandle handle, string path) =>
        StatX(handle, "", AtEmptyPath, WantedFields, out var status) == 0 ? EntryOf(path, status) : NothingOrThrow(path);

    /// <summary>The entry of an open directory, or what a link leads to; null where there is no file.</summary>
    public static unsafe FileEntry? Look(SafeFileHandle directory, byte* name, string path) =>
        StatX(directory, name, 0, WantedFields, out var status) == 0 ? EntryOf(path, status) : NothingOrThrow(path);

    /// <summary>Whether the entry is a directory itself, and not a link to one.</summary>
    public static unsafe bool IsDirectory(SafeFileHandle directory, byte* name) =>
        StatX(directory, name, AtDontFollow, 0x0001, out var status) == 0 && (status.Mode & TypeMask) == Directory;

    /// <exception cref="IOException">There is no directory, or it can't be opened.</exception>
    public static SafeFileHandle OpenDirectory(string path)
    {
        var handle = Open(path, CloseOnExec);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        throw Failed(path);
    }

    /// <summary>Fills the buffer with entries (<c>struct dirent64</c>); 0 at the end.</summary>
    public static unsafe int ReadDirectory(SafeFileHandle directory, Span<byte> buffer, string path)
    {
        fixed (byte* first = buffer)
        {
            var read = GetEntries(directory, first, (nuint)buffer.Length);
            return read >= 0 ? (int)read : throw Failed(path);
        }
    }

    /// <summary>The last call's error as .NET would name it.</summary>
    public static Exception Failed(string path)
    {
        var code = Marshal.GetLastPInvokeError();
        var text = $"'{path}': {Marshal.GetPInvokeErrorMessage(code)}";
        return (Error)code switch
        {
            Error.NoSuchEntry or Error.NotADirectory => new DirectoryNotFoundException(text),
            Error.AccessDenied => new UnauthorizedAccessException(text),
            _ => new IOException(text),
        };
    }

    private static FileEntry? NothingOrThrow(string path) =>
        (Error)Marshal.GetLastPInvokeError() is Error.NoSuchEntry or Error.NotADirectory or Error.TooManyLinks or Error.NameTooLong ? null : throw Failed(path);

    private static FileEntry? EntryOf(string path, in Status status)
    {
        if ((status.Mode & TypeMask) != RegularFile) return null;
        var device = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor;
        var birth = (status.Mask & 0x0800) != 0 ? TicksOf(status.Birth) : 0;
        return new FileEntry(path, (long)status.Size, new DateTimeOffset(TicksOf(status.Modified), TimeSpan.Zero), new FileIdentity(device, status.Number, birth));
    }

    /// <summary>Clamped to the years that .NET knows; file systems know more.</summary>
    private static long TicksOf(in Time time)
    {
        var seconds = Math.Clamp(time.Seconds, -62_135_596_800, 253_402_300_799);
        return DateTime.UnixEpoch.Ticks + (seconds * TicksPerSecond) + (time.Nanoseconds / 100);
    }

    private static bool HasCalls()
    {
        try
        {
            return StatX(AtCurrentDirectory, "/", 0, WantedFields, out _) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(SafeFileHandle directory, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int StatX(SafeFileHandle directory, byte* path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static unsafe partial nint GetEntries(SafeFileHandle directory, byte* buffer, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;
    }

    /// <summary><c>struct statx</c>, the same on every machine.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(80)]
        public Time Birth;

        [FieldOffset(112)]
        public Time Modified;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
