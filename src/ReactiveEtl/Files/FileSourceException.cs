namespace ReactiveEtl;

/// <summary>Files can't be listed or read: names the path, says what to do about it and keeps the cause.</summary>
public class FileSourceException : IOException
{
    /// <summary>An error at a path.</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="message">What is wrong and what remedies it.</param>
    /// <param name="cause">The error below, if there is one.</param>
    public FileSourceException(string path, string message, Exception? cause = null)
        : base(message, cause)
    {
        Path = path;
    }

    /// <summary>Whether it may be over the next time: access denied, or a failure of the system, and not what the file holds.</summary>
    internal bool MayPass => InnerException is UnauthorizedAccessException or (IOException and not FileSourceException);

    /// <summary>The file or directory.</summary>
    public string Path { get; }
}
