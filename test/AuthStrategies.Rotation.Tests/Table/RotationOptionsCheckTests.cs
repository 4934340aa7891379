using AuthStrategies.Sessions;

namespace AuthStrategies.Rotation.Tests.Table;

/// <summary>ReuseWindow ≤ LateRequestWindow ≤ RotateEvery: every order of the limits, and what the message says to type.</summary>
public sealed class RotationOptionsCheckTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    // What a set of limits is, and the options that are named as wrong.
    private static readonly (TimeSpan Reuse, TimeSpan Late, TimeSpan? Every, string[] Wrong)[] Rows =
    [
        (Seconds(30), Seconds(630), Minutes(15), []),
        (Seconds(5), Seconds(5), Seconds(5), []),
        (Minutes(5), Minutes(5), Minutes(5), []),
        (Seconds(30), Seconds(630), TimeSpan.Zero, []),
        (Seconds(30), TimeSpan.FromHours(24), TimeSpan.Zero, []),
        (Seconds(30), TimeSpan.FromHours(24), TimeSpan.FromHours(24), []),
        (Seconds(30), Seconds(630), null, []),
        (TimeSpan.Zero, Seconds(630), Minutes(15), ["ReuseWindow"]),
        (Seconds(5) - Tick, Seconds(630), Minutes(15), ["ReuseWindow"]),
        (Minutes(5) + Tick, Seconds(630), Minutes(15), ["ReuseWindow"]),
        (-Tick, Seconds(630), Minutes(15), ["ReuseWindow"]),
        (Seconds(30), Seconds(30) - Tick, Minutes(15), ["LateRequestWindow"]),
        (Seconds(30), TimeSpan.Zero, Minutes(15), ["LateRequestWindow"]),
        (Seconds(30), -Tick, TimeSpan.Zero, ["LateRequestWindow"]),
        (Seconds(30), TimeSpan.FromHours(24) + Tick, null, ["LateRequestWindow"]),
        (Seconds(30), Minutes(15) + Tick, Minutes(15), ["LateRequestWindow"]),
        (Seconds(30), Seconds(629), Minutes(5), ["LateRequestWindow"]),
        (Seconds(30), Seconds(629), Seconds(30), ["LateRequestWindow"]),
        (Seconds(30), Seconds(630), Minutes(5), ["RotateEvery"]),
        (Seconds(30), Seconds(630), Seconds(30), ["RotateEvery"]),
        (Seconds(30), Seconds(630), Seconds(630) - Tick, ["RotateEvery"]),
        (Seconds(30), Seconds(630), Seconds(29), ["RotateEvery"]),
        (Seconds(30), Minutes(20), Seconds(1), ["RotateEvery"]),
        (Seconds(30), Seconds(630), -Tick, ["RotateEvery"]),
        (Seconds(30), Seconds(630), TimeSpan.FromHours(24) + Tick, ["RotateEvery"]),
        (TimeSpan.Zero, TimeSpan.Zero, -Tick, ["ReuseWindow", "LateRequestWindow", "RotateEvery"]),
    ];

    [Test]
    public void Problems_EachRow_NamesWhatIsWrong() => Assert.Multiple(() =>
    {
        foreach ((TimeSpan reuse, TimeSpan late, TimeSpan? every, string[] wrong) in Rows)
            Assert.That(Problems(reuse, late, every).Select(problem => problem.Split(' ')[0]), Is.EqualTo(wrong), $"{reuse} {late} {every}");
    });

    /// <summary>Who types what the message says has one mistake less; a row with one mistake has none then.</summary>
    [Test]
    public void Problems_ExampleTyped_IsLegal() => Assert.Multiple(() =>
    {
        foreach ((TimeSpan reuse, TimeSpan late, TimeSpan? every, string[] wrong) in Rows.Where(row => row.Wrong.Length == 1))
        {
            string problem = Problems(reuse, late, every).Single();
            string[] words = problem.Split("or \"", 2)[1].Split('"');
            TimeSpan example = TimeSpan.ParseExact(words[0], "c", formatProvider: null);
            string[] left = wrong[0] switch
            {
                "ReuseWindow" => Problems(example, late, every),
                "LateRequestWindow" => Problems(reuse, example, every),
                _ => Problems(reuse, late, example),
            };
            Assert.That(left, Is.Empty, problem);
        }
    });

    [Test]
    public void Problems_NoReuseWindow_NamesStrictReuse() =>
        Assert.That(Problems(TimeSpan.Zero, Seconds(630), Minutes(15)).Single(), Does.Contain("StrictReuse = true"));

    private static string[] Problems(TimeSpan reuse, TimeSpan late, TimeSpan? every) =>
        [.. RotationOptionsCheck.Problems((name, value) => name, "", reuse, late, every)];

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);
}
