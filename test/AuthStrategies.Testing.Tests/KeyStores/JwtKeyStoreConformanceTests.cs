namespace AuthStrategies.Testing.Tests.KeyStores;

/// <summary>The cases are tests too: a right store passes all of them, and each wrong one is caught by the case that names its fault.</summary>
public sealed class JwtKeyStoreConformanceTests
{
    private static IEnumerable<JwtKeyStoreCase> Cases => JwtKeyStoreConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public async Task PlainStore(JwtKeyStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using JwtKeyStoreHarness harness = Harness(WrongKeys.None);

        await @case.RunAsync(harness);
    }

    [TestCase(WrongKeys.OverwritesTheFirst, "Save_FirstAlreadyThere_ChangesNothing")]
    [TestCase(WrongKeys.CreatesLaterVersions, "Save_NothingToReplace_CreatesNothing")]
    [TestCase(WrongKeys.ReplacesAnyVersion, "Save_NotTheNextVersion_ChangesNothing")]
    [TestCase(WrongKeys.ReplacesOlderVersions, "Save_NotTheNextVersion_ChangesNothing")]
    [TestCase(WrongKeys.SavesTheSameVersionAgain, "Save_NotTheNextVersion_ChangesNothing")]
    [TestCase(WrongKeys.ComparesLastByteOfVersion, "Save_NotTheNextVersion_ChangesNothing")]
    [TestCase(WrongKeys.ComparesNamesLoosely, "Save_SimilarNames_AreTold")]
    [TestCase(WrongKeys.TrimsNames, "Save_SimilarNames_AreTold")]
    [TestCase(WrongKeys.TruncatesContent, "Save_AnyContent_IsKeptExactly")]
    [TestCase(WrongKeys.ForgetsContent, "Save_AnyContent_IsKeptExactly")]
    [TestCase(WrongKeys.CreatesInTwoSteps, "Save_FirstAtOnce_OneWins")]
    [TestCase(WrongKeys.ReplacesInTwoSteps, "Save_NextAtOnce_OneWins")]
    [TestCase(WrongKeys.SaysYesToLosers, "Save_FirstAtOnce_OneWins")]
    [TestCase(WrongKeys.SaysYesToLosers, "Save_FirstAlreadyThere_ChangesNothing")]
    [TestCase(WrongKeys.IgnoresCancellation, "Load_Cancelled_Throws")]
    [TestCase(WrongKeys.IgnoresCancellation, "Save_Cancelled_ChangesNothing")]
    [TestCase(WrongKeys.CancelsAfterTheEffect, "Save_Cancelled_ChangesNothing")]
    [TestCase(WrongKeys.SwallowsFailures, "Any_BackendFails_ThrowsWithTheOriginalInside")]
    [TestCase(WrongKeys.LeaksExceptions, "Any_BackendFails_ThrowsWithTheOriginalInside")]
    [TestCase(WrongKeys.HidesTheOriginal, "Any_BackendFails_ThrowsWithTheOriginalInside")]
    [TestCase(WrongKeys.StaysBroken, "Any_BackendFails_ThrowsWithTheOriginalInside")]
    [TestCase(WrongKeys.LoadsFromAStaleReplica, "Rotation_2NodesNoFaults_AgreeAndRefuseNothing")]
    [TestCase(WrongKeys.ForgetsContent, "Rotation_2NodesNoFaults_AgreeAndRefuseNothing")]
    [TestCase(WrongKeys.SaysYesToLosers, "Rotation_5NodesAtOnce_MakeOneKeyForAll")]
    public async Task WrongStore_IsCaughtByTheCaseThatNamesIt(WrongKeys wrong, string name)
    {
        JwtKeyStoreCase @case = Cases.Single(each => each.Name == name);
        await using JwtKeyStoreHarness harness = Harness(wrong);

        ConformanceException found = (await Assert.ThrowsAsync<ConformanceException>(() => @case.RunAsync(harness)))!;

        Assert.That(found.Message, Does.StartWith(name).And.Contain(@case.Sentence));
    }

    [Test]
    public void EveryFault_IsCaughtBySomeCase()
    {
        IEnumerable<object?> tried = typeof(JwtKeyStoreConformanceTests).GetMethod(nameof(WrongStore_IsCaughtByTheCaseThatNamesIt))!
            .GetCustomAttributes(typeof(TestCaseAttribute), inherit: false).Cast<TestCaseAttribute>().Select(row => row.Arguments[0]);

        Assert.That(Enum.GetValues<WrongKeys>().Where(wrong => wrong != WrongKeys.None), Is.SubsetOf(tried));
    }

    [Test]
    public async Task Run_NotApplicable_Throws()
    {
        await using JwtKeyStoreHarness harness = new(() => new InMemoryJwtKeyStore());
        JwtKeyStoreCase needs = Cases.Single(each => !each.IsApplicable(harness));

        await Assert.ThrowsAsync<InvalidOperationException>(() => needs.RunAsync(harness));
        Assert.That(Cases.Select(each => each.Name), Is.Unique);
        Assert.That(() => new JwtKeyStoreHarness(() => new InMemoryJwtKeyStore()) { Rounds = 3 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static JwtKeyStoreHarness Harness(WrongKeys wrong)
    {
        WrongKeyStore.Backend backend = new();
        return new(() => new WrongKeyStore(wrong, backend))
        {
            // The faults of the wrong stores do not depend on the threads.
            Rounds = wrong == WrongKeys.None ? 2000 : 4,
            BreakAsync = _ =>
            {
                backend.IsBroken = true;
                return default;
            },
            RepairAsync = _ =>
            {
                backend.IsBroken = false;
                return default;
            },
        };
    }
}
