using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace ReactiveEtl;

/// <summary>The entries of one directory, streamed: a few large reads, and one statx a file. One thread at a time.</summary>
/// <remarks>A name that is no valid UTF-8 is left out: no text could name it.</remarks>
internal sealed class LinuxDirectory : IDisposable
{
    private const int BufferSize = 64 << 10;

    // struct dirent64: number (8), offset (8), length (2), type (1), name, 0.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private readonly string _prefix;
    private readonly Action<string, Exception> _onUnreadable;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private int _filled;
    private int _at;

    /// <param name="path">Where it is.</param>
    /// <param name="onUnreadable">Told, with the cause, of a file that can't be looked at; reading goes on behind it.</param>
    /// <exception cref="IOException">There is no directory, or it can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public LinuxDirectory(string path, Action<string, Exception> onUnreadable)
    {
        Path = path;
        _onUnreadable = onUnreadable;
        _prefix = path.EndsWith('/') ? path : path + "/";
        _handle = LinuxFiles.OpenDirectory(path);
    }

    private enum EntryType : byte
    {
        Unknown = 0,
        Directory = 4,
        File = 8,
        Link = 10,
    }

    public string Path { get; }

    /// <summary>Goes on to the next file or directory; false at the end.</summary>
    /// <param name="file">The file, or what a link leads to; null where it is a directory.</param>
    /// <param name="directory">The path of a directory that is no link; null where it is a file.</param>
    public unsafe bool Read(out FileEntry? file, out string? directory)
    {
        while (true)
        {
            (file, directory) = (null, null);
            if (_at == _filled)
            {
                _filled = LinuxFiles.ReadDirectory(_handle, _buffer, Path);
                _at = 0;
                if (_filled == 0) return false;
            }

            var entry = _buffer.AsSpan(_at);
            _at += MemoryMarshal.Read<ushort>(entry[LengthAt..]);
            var type = (EntryType)entry[TypeAt];
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)Unsafe.AsPointer(ref entry[NameAt]));
            if (name is [(byte)'.'] or [(byte)'.', (byte)'.'] || !Utf8.IsValid(name)) continue;
            var path = string.Concat(_prefix, Encoding.UTF8.GetString(name));
            var address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(name));
            if (type == EntryType.Directory || (type == EntryType.Unknown && LinuxFiles.IsDirectory(_handle, address)))
            {
                directory = path;
                return true;
            }

            if (type is EntryType.File or EntryType.Link or EntryType.Unknown) file = TryLook(address, path);
            if (file is not null) return true;
        }
    }

    public void Dispose() => _handle.Dispose();

    private unsafe FileEntry? TryLook(byte* name, string path)
    {
        try
        {
            return LinuxFiles.Look(_handle, name, path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _onUnreadable(path, cause);
            return null;
        }
    }
}
