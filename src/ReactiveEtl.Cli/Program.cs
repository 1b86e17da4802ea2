using System.Text;
using ReactiveEtl.Cli;

// A plain text is written in large pieces, a terminal line by line.
using var output = Console.IsOutputRedirected
    ? new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024)
    : Console.Out;
return await CommandLine.RunAsync(args, output, Console.Error);
