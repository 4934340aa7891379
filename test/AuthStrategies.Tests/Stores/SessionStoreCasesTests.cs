using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>The cases are tests too: a right store passes all of them, and each wrong one is caught by the case that names its fault.</summary>
public sealed class SessionStoreCasesTests
{
    private static readonly SessionStoreCase[] Cases = [.. SessionStoreCases.All, .. SessionStoreCases.Sweeping];

    [TestCaseSource(typeof(SessionStoreCaseData), nameof(SessionStoreCaseData.All))]
    public async Task PlainStore(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await @case.RunAsync(Harness(Fault.None));
    }

    [TestCase(Fault.OverwritesOnCreate, "Create_ExistingId_ChangesNothing")]
    [TestCase(Fault.ListsLosersRecord, "Create_ExistingId_ChangesNothing")]
    [TestCase(Fault.ForgetsIndexOnCreate, "Create_NewId_IsFoundAndListed")]
    [TestCase(Fault.ForgetsIndexOnRemove, "Remove_There_IsGone")]
    [TestCase(Fault.ListsOldVersion, "Replace_NextVersion_IsFoundAndListed")]
    [TestCase(Fault.ListsTwice, "List_Many_EachOnceAndNoOthers")]
    [TestCase(Fault.ComparesSubjectsLoosely, "List_SimilarSubjects_AreTold")]
    [TestCase(Fault.ResurrectsOnReplace, "Replace_Missing_CreatesNothing")]
    [TestCase(Fault.ResurrectsOnReplace, "Replace_AfterRemoval_StaysGone")]
    [TestCase(Fault.ResurrectsOnReplace, "Replace_AfterRemoveAll_StaysGone")]
    [TestCase(Fault.ReplacesAnyVersion, "Replace_AnotherVersion_ChangesNothing")]
    [TestCase(Fault.AcceptsAnotherSubject, "Replace_AnotherSubject_Throws")]
    [TestCase(Fault.AcceptsAnotherEnd, "Replace_AnotherEnd_Throws")]
    [TestCase(Fault.IgnoresRemovalCondition, "Remove_AnotherVersion_ChangesNothing")]
    [TestCase(Fault.SaysYesToEveryRemoval, "Remove_NotThere_IsNoError")]
    [TestCase(Fault.IgnoresException, "RemoveAll_ExceptOne_ThatOneStays")]
    [TestCase(Fault.ExceptsWhosever, "RemoveAll_ExceptSomebodyElses_AllAreGone")]
    [TestCase(Fault.RemovesEarly, "RemoveExpired_ATickEarly_Stays")]
    [TestCase(Fault.SweepsLate, "RemoveExpired_Due_IsGone")]
    [TestCase(Fault.SweepsByFirstExpiry, "RemoveExpired_RenewedMeanwhile_Stays")]
    [TestCase(Fault.SweepsByFirstExpiry, "RemoveExpired_BroughtForward_IsGone")]
    [TestCase(Fault.IgnoresBatch, "RemoveExpired_MoreThanBatch_RemovesBatch")]
    [TestCase(Fault.TruncatesPayload, "Create_AnyContent_IsKeptExactly")]
    [TestCase(Fault.RoundsTimes, "Create_AnyContent_IsKeptExactly")]
    [TestCase(Fault.IgnoresCancellation, "Create_Cancelled_CreatesNothing")]
    [TestCase(Fault.IgnoresCancellation, "Find_Cancelled_Throws")]
    [TestCase(Fault.IgnoresCancellation, "Replace_Cancelled_ChangesNothing")]
    [TestCase(Fault.IgnoresCancellation, "Remove_Cancelled_ChangesNothing")]
    [TestCase(Fault.IgnoresCancellation, "List_Cancelled_Throws")]
    [TestCase(Fault.IgnoresCancellation, "List_CancelledMidway_Throws")]
    [TestCase(Fault.IgnoresCancellation, "RemoveAll_Cancelled_ChangesNothing")]
    [TestCase(Fault.IgnoresCancellation, "RemoveExpired_Cancelled_RemovesNothing")]
    [TestCase(Fault.CancelsAfterTheEffect, "Create_Cancelled_CreatesNothing")]
    [TestCase(Fault.CancelsAfterTheEffect, "Replace_Cancelled_ChangesNothing")]
    [TestCase(Fault.CancelsAfterTheEffect, "Remove_Cancelled_ChangesNothing")]
    [TestCase(Fault.CancelsAfterTheEffect, "RemoveAll_Cancelled_ChangesNothing")]
    [TestCase(Fault.CancelsAfterTheEffect, "RemoveExpired_Cancelled_RemovesNothing")]
    [TestCase(Fault.CreatesInTwoSteps, "Create_SameIdAtOnce_OneWins")]
    [TestCase(Fault.ReplacesInTwoSteps, "Replace_SameVersionAtOnce_OneWins")]
    [TestCase(Fault.ReplacesInTwoSteps, "Replace_ManyWriters_NoneIsLost")]
    [TestCase(Fault.ReplacesInTwoSteps, "Remove_RacingReplace_StaysGone")]
    [TestCase(Fault.ReplacesInTwoSteps, "RemoveAll_RacingReplace_StaysGone")]
    [TestCase(Fault.RemovesInTwoSteps, "Remove_AtOnce_OneRemoved")]
    [TestCase(Fault.RemovesInTwoSteps, "Remove_VersionRacingReplace_OneWins")]
    [TestCase(Fault.RemovesInTwoSteps, "OneId_AnyWritesAtOnce_AddUp")]
    [TestCase(Fault.SweepsInTwoSteps, "RemoveExpired_RacingRenewal_OneWins")]
    [TestCase(Fault.RemovesAllInTwoSteps, "RemoveAll_AtOnce_EachCountedOnce")]
    [TestCase(Fault.ListsInTwoSteps, "List_WhileOthersComeAndGo_NeverMissesTheLiving")]
    [TestCase(Fault.FindsFromStaleCopy, "Remove_RacingFind_LaterFindsSayNo")]
    public async Task WrongStore_ItsCase_Fails(Fault fault, string caseName)
    {
        SessionStoreCase named = Cases.Single(c => c.Name == caseName);

        Assert.That(await FailsAsync(named, fault), Is.True);
    }

    [Test]
    public void Fault_EachOne_IsCaughtBySomeCase()
    {
        IEnumerable<object?> caught = typeof(SessionStoreCasesTests).GetMethod(nameof(WrongStore_ItsCase_Fails))!
            .GetCustomAttributes(typeof(TestCaseAttribute), false).Select(row => ((TestCaseAttribute)row).Arguments[0]);

        Assert.That(Enum.GetValues<Fault>().Where(f => f != Fault.None), Is.SubsetOf(caught.OfType<Fault>()));
    }

    [Test]
    public void Name_EachCase_IsUniqueAndSaysASentence() => Assert.Multiple(() =>
    {
        Assert.That(Cases.Select(c => c.Name), Is.Unique);
        Assert.That(Cases.Select(c => c.Sentence), Is.Unique.And.All.EndsWith("."));
        Assert.That(Cases.Select(c => c.Name), Has.All.Matches("^[A-Za-z]+_[A-Za-z]+_[A-Za-z]+$"));
    });

    // A wrong store loses a race often, not every time: on a busy machine the case needs more than one run to see it.
    private static async Task<bool> FailsAsync(SessionStoreCase named, Fault fault)
    {
        for (int run = 0; run < 50; run++)
        {
            try
            {
                await named.RunAsync(Harness(fault));
            }
            catch (SessionStoreCaseException)
            {
                return true;
            }
        }

        return false;
    }

    private static SessionStoreHarness Harness(Fault fault) => new(new FaultyStore(fault), new FakeTimeProvider(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
}
