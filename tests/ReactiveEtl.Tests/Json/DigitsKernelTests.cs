using System.Globalization;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Digits by kernels, against the parsing of their text.</summary>
public sealed unsafe class DigitsKernelTests
{
    private readonly Random _random = new(1);

    [Fact]
    public void DigitsOfEachWidth_AreCountedAndRead()
    {
        var bytes = new PinnedBytes(40);
        for (var i = 0; i < 5_000; i++)
        {
            var (width, offset) = (1 + (i % 20), 2 + (i % 7));
            var digits = string.Concat(Enumerable.Range(0, width).Select(_ => _random.Next(10)));
            bytes.Set([.. Encoding.ASCII.GetBytes(new string('7', offset) + digits), " /:x"u8[i % 4]]);
            Assert.Equal(Math.Min(width, DigitsKernel.MaxCount), DigitsKernel.Count(bytes.Start + offset));
            if (width > DigitsKernel.MaxCount) continue;
            var value = long.Parse(digits, CultureInfo.InvariantCulture);
            var place = new DigitsKernel.Place(offset, width);
            Assert.Equal((value, value, width == 10), (DigitsKernel.Value(bytes.Start + offset, width), place.Read(bytes.Start), place.IsTen));
            if (place.IsTen) Assert.Equal(value, place.ReadTen(bytes.Start));
            if (width == 2) Assert.Equal(value, DigitsKernel.Two(bytes.Start + offset));
        }
    }
}
