namespace ReactiveEtl.Tests.Json;

/// <summary>For how many vectors learned forms are tried in vain, and how long they are left alone then.</summary>
public class FormTrialTests
{
    [Fact]
    public void TrialsInVain_AreShort_AndThePausesDoubleUpToALimit()
    {
        var runs = Runs(new FormTrial(), 30_000, (trial, _) => trial.Matched(false));

        Assert.Equal([64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096, 4096], runs.Pauses.Take(10));
        Assert.All(runs.Trials, trial => Assert.Equal(16, trial));
        Assert.Equal([false, .. Enumerable.Repeat(true, runs.Trials.Count - 1)], runs.AreNew);
    }

    /// <summary>What is learned in each vector costs more than it brings.</summary>
    [Fact]
    public void LearningWithoutMatches_EndsTheTrialEarlier()
    {
        var runs = Runs(new FormTrial(), 500, (trial, _) =>
        {
            trial.Learned();
            trial.Matched(false);
        });

        Assert.All(runs.Trials, trial => Assert.Equal(8, trial));
    }

    [Fact]
    public void FormsThatMatch_AreNeverGivenUp()
    {
        // As many vectors with a form as without, and one more now and then.
        var runs = Runs(new FormTrial(), 10_000, (trial, vector) => trial.Matched(vector % 2 == 0 || vector % 50 == 1));

        Assert.Empty(runs.Pauses);
    }

    /// <summary>However many vectors matched before, others end the trial as fast; the next pause is short again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void FormsThatMatchedForAWhile_AreGivenUpAsFast_AndForAShortTime(int matches)
    {
        var trial = new FormTrial();
        Runs(trial, 700, (trial, _) => trial.Matched(false));
        while (trial.IsGivenUp(out _)) { }
        trial.Matched(false);
        for (var vector = 0; vector < matches; vector++) trial.Matched(true);

        var runs = Runs(trial, 300, (trial, _) => trial.Matched(false));

        Assert.Equal((16, 64), (runs.Trials[0], runs.Pauses[0]));
    }

    /// <summary>How many vectors in a row were tried or not, while others follow, and which of the trials said that lines are new.</summary>
    private static (List<int> Trials, List<int> Pauses, List<bool> AreNew) Runs(FormTrial trial, int vectors, Action<FormTrial, int> tell)
    {
        var (trials, pauses, areNew) = (new List<int>(), new List<int>(), new List<bool>());
        var (wasGivenUp, length) = (true, 0);
        for (var vector = 0; vector < vectors; vector++)
        {
            var isGivenUp = trial.IsGivenUp(out var isNew);
            if (isGivenUp != wasGivenUp)
            {
                if (length > 0) (wasGivenUp ? pauses : trials).Add(length);
                if (!isGivenUp) areNew.Add(isNew);
                length = 0;
            }
            else
            {
                Assert.False(isNew);
            }

            (wasGivenUp, length) = (isGivenUp, length + 1);
            if (!isGivenUp) tell(trial, vector);
        }

        return (trials, pauses, areNew);
    }
}
