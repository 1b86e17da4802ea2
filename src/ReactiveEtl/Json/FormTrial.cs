namespace ReactiveEtl;

/// <summary>Whether it pays to look for the forms that were learned from lines: given up where most lines of late had none, and tried anew after a pause.</summary>
/// <remarks>
/// A parser lives as long as its query, and may see other lines for an hour; so nothing is given up for good. The pause doubles each time that the trial was
/// in vain, up to a limit at which the trials cost next to nothing. One thread.
/// </remarks>
internal sealed class FormTrial
{
    /// <summary>Where the score begins, and as high as it gets: it rises with each vector most of whose lines have a form, falls with each other one, and at 0 all ends.</summary>
    private const int FirstScore = 16;

    /// <summary>For so many vectors nothing is tried.</summary>
    private const int FirstPause = 64;
    private const int LastPause = 4096;

    private int _score = FirstScore;
    private int _pause = FirstPause;
    private int _skipped;

    /// <summary>Whether the next vector goes without; to be asked once a vector.</summary>
    /// <param name="isNew">Whether a pause has ended: what was learned is best forgotten, since lines are others now.</param>
    public bool IsGivenUp(out bool isNew)
    {
        isNew = false;
        if (_score > 0) return false;
        if (_skipped++ < _pause) return true;
        (_skipped, isNew) = (0, true);
        _score = FirstScore;
        _pause = Math.Min(_pause * 2, LastPause);
        return false;
    }

    /// <summary>Tells of a vector whether most of its lines had a form.</summary>
    public void Matched(bool most)
    {
        _score += most ? 1 : -1;
        if (_score < FirstScore) return;
        _score = FirstScore;
        _pause = FirstPause;
    }

    /// <summary>Tells that something was learned, or could not be.</summary>
    public void Learned() => _score--;
}
