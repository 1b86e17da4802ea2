using System.Globalization;
using System.Reactive.Linq;

namespace ReactiveEtl.Tests.MicroBatches;

/// <summary>The rows of a batch in the hands of user code.</summary>
public sealed class BatchRowsTests
{
    [Fact]
    public async Task Rows_ThrowWhatTheUsersExpressionThrew()
    {
        var rows = Observable.Return(MicroBatch.Of([new Text("1"), new Text("x")])).AsRows().Where(text => int.Parse(text.Value, CultureInfo.InvariantCulture) > 0);
        var batch = await rows.Batches.LastAsync();
        Assert.Throws<FormatException>(() => batch.Rows.ToList());
    }

    private sealed record Text(string Value);
}
