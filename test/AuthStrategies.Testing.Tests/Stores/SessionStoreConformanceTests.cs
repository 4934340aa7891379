namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>The cases are tests too: a right store passes all of them, and each wrong one is caught by the case that names its fault.</summary>
public sealed class SessionStoreConformanceTests
{
    private static readonly SessionStoreCase[] Cases = [.. SessionStoreConformance.AllCases];

    [TestCaseSource(typeof(SessionStoreCaseData), nameof(SessionStoreCaseData.AllCases))]
    public async Task PlainStore(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using SessionStoreHarness harness = WrongBackend.Harness(Wrong.None);

        await @case.RunAsync(harness);
    }

    [TestCase(Wrong.OverwritesOnCreate, "Create_ExistingId_ChangesNothing")]
    [TestCase(Wrong.ListsLosersRecord, "Create_ExistingId_ChangesNothing")]
    [TestCase(Wrong.ForgetsIndexOnCreate, "Create_NewId_IsFoundAndListed")]
    [TestCase(Wrong.ForgetsIndexOnRemove, "Remove_There_IsGone")]
    [TestCase(Wrong.ListsOldVersion, "Replace_NextVersion_IsFoundAndListed")]
    [TestCase(Wrong.ListsTwice, "List_Many_EachOnceAndNoOthers")]
    [TestCase(Wrong.ListsItsOwnList, "List_ChangedLater_StaysAsItWas")]
    [TestCase(Wrong.ComparesSubjectsLoosely, "List_SimilarSubjects_AreTold")]
    [TestCase(Wrong.ResurrectsOnReplace, "Replace_Missing_CreatesNothing")]
    [TestCase(Wrong.ResurrectsOnReplace, "Replace_AfterRemoval_StaysGone")]
    [TestCase(Wrong.ResurrectsOnReplace, "Replace_AfterRemoveAll_StaysGone")]
    [TestCase(Wrong.ReplacesAnyVersion, "Replace_AnotherVersion_ChangesNothing")]
    [TestCase(Wrong.AcceptsAnotherSubject, "Replace_AnotherSubject_Throws")]
    [TestCase(Wrong.AcceptsAnotherEnd, "Replace_AnotherEnd_Throws")]
    [TestCase(Wrong.IgnoresRemovalCondition, "Remove_AnotherVersion_ChangesNothing")]
    [TestCase(Wrong.SaysYesToEveryRemoval, "Remove_NotThere_IsNoError")]
    [TestCase(Wrong.IgnoresException, "RemoveAll_ExceptOne_ThatOneStays")]
    [TestCase(Wrong.ExceptsWhosever, "RemoveAll_ExceptSomebodyElses_AllAreGone")]
    [TestCase(Wrong.RemovesEarly, "RemoveExpired_ATickEarly_Stays")]
    [TestCase(Wrong.SweepsLate, "RemoveExpired_Due_IsGone")]
    [TestCase(Wrong.SweepsByFirstExpiry, "RemoveExpired_RenewedMeanwhile_Stays")]
    [TestCase(Wrong.SweepsByFirstExpiry, "RemoveExpired_BroughtForward_IsGone")]
    [TestCase(Wrong.IgnoresBatch, "RemoveExpired_MoreThanBatch_RemovesBatch")]
    [TestCase(Wrong.TruncatesPayload, "Create_AnyContent_IsKeptExactly")]
    [TestCase(Wrong.RoundsTimes, "Create_AnyContent_IsKeptExactly")]
    [TestCase(Wrong.IgnoresCancellation, "Create_Cancelled_CreatesNothing")]
    [TestCase(Wrong.IgnoresCancellation, "Find_Cancelled_Throws")]
    [TestCase(Wrong.IgnoresCancellation, "Replace_Cancelled_ChangesNothing")]
    [TestCase(Wrong.IgnoresCancellation, "Remove_Cancelled_ChangesNothing")]
    [TestCase(Wrong.IgnoresCancellation, "List_Cancelled_Throws")]
    [TestCase(Wrong.IgnoresCancellation, "RemoveAll_Cancelled_ChangesNothing")]
    [TestCase(Wrong.IgnoresCancellation, "RemoveExpired_Cancelled_RemovesNothing")]
    [TestCase(Wrong.CancelsAfterTheEffect, "Create_Cancelled_CreatesNothing")]
    [TestCase(Wrong.CancelsAfterTheEffect, "Replace_Cancelled_ChangesNothing")]
    [TestCase(Wrong.CancelsAfterTheEffect, "Remove_Cancelled_ChangesNothing")]
    [TestCase(Wrong.CancelsAfterTheEffect, "RemoveAll_Cancelled_ChangesNothing")]
    [TestCase(Wrong.CancelsAfterTheEffect, "RemoveExpired_Cancelled_RemovesNothing")]
    [TestCase(Wrong.CreatesInTwoSteps, "Create_SameIdAtOnce_OneWins")]
    [TestCase(Wrong.ReplacesInTwoSteps, "Replace_SameVersionAtOnce_OneWins")]
    [TestCase(Wrong.ReplacesInTwoSteps, "Replace_ManyWriters_NoneIsLost")]
    [TestCase(Wrong.ReplacesInTwoSteps, "Remove_RacingReplace_StaysGone")]
    [TestCase(Wrong.ReplacesInTwoSteps, "RemoveAll_RacingReplace_StaysGone")]
    [TestCase(Wrong.RemovesInTwoSteps, "Remove_AtOnce_OneRemoved")]
    [TestCase(Wrong.RemovesInTwoSteps, "Remove_VersionRacingReplace_OneWins")]
    [TestCase(Wrong.RemovesInTwoSteps, "OneId_AnyWritesAtOnce_AddUp")]
    [TestCase(Wrong.SweepsInTwoSteps, "RemoveExpired_RacingRenewal_OneWins")]
    [TestCase(Wrong.RemovesAllInTwoSteps, "RemoveAll_AtOnce_EachCountedOnce")]
    [TestCase(Wrong.ListsInTwoSteps, "List_WhileOthersComeAndGo_NeverMissesTheLiving")]
    [TestCase(Wrong.FindsFromStaleReplica, "Remove_RacingFind_LaterFindsSayNo")]
    [TestCase(Wrong.FindsFromStaleReplica, "Revoke_OnOneNode_NoNodeAccepts")]
    [TestCase(Wrong.FindsFromStaleReplica, "Revoke_WhileAuthenticated_LaterCallsAreRefused")]
    [TestCase(Wrong.FindsFromStaleReplica, "Session_Replacing_OldIsRefusedFromThenOn")]
    [TestCase(Wrong.LagsOnOtherNodes, "Replace_OnOneNode_EveryNodeFindsTheNext")]
    [TestCase(Wrong.LagsOnOtherNodes, "Remove_OnOneNode_NoNodeFinds")]
    [TestCase(Wrong.LagsOnOtherNodes, "RemoveAll_OnOneNode_NoNodeFinds")]
    [TestCase(Wrong.LagsOnOtherNodes, "Revoke_OnOneNode_NoNodeAccepts")]
    [TestCase(Wrong.StopsHalfWay, "Create_CancelledMidway_IsWholeOrNothing")]
    [TestCase(Wrong.MixesUpAnswers, "AnyCall_ManyAtOnce_EachAnswersItsOwn")]
    [TestCase(Wrong.MixesUpAnswers, "Session_ManySubjectsAtOnce_EachIsItsOwn")]
    [TestCase(Wrong.DropsBeforeItsTime, "Find_UntilItsExpiry_IsThere")]
    [TestCase(Wrong.SwallowsFailures, "AnyCall_BackendBroken_IsAStoreException")]
    [TestCase(Wrong.SwallowsFailures, "RemoveExpired_BackendBroken_IsAStoreException")]
    [TestCase(Wrong.LeaksExceptions, "AnyCall_BackendBroken_IsAStoreException")]
    [TestCase(Wrong.HidesTheOriginal, "AnyCall_BackendBroken_IsAStoreException")]
    [TestCase(Wrong.StaysBroken, "AnyCall_BackendRepaired_WorksAsBefore")]
    [TestCase(Wrong.WaitsForEver, "AnyCall_BackendStalled_CancellationIsHonoured")]
    [TestCase(Wrong.EndsTheLivingWhenFull, "Create_Full_ThrowsAndTheRestWorks")]
    [TestCase(Wrong.SaysNoWhenFull, "Create_Full_ThrowsAndTheRestWorks")]
    [TestCase(Wrong.ThrowsOnDamage, "Find_DamagedRecord_IsNothingAndOthersStay")]
    [TestCase(Wrong.ListsTheEvicted, "AnyCall_EvictedRecord_IsGone")]
    [TestCase(Wrong.ReplacesInTwoSteps, "Refresh_HundredAtOnce_OneSuccessor")]
    [TestCase(Wrong.ReplacesInTwoSteps, "Refresh_HundredOverThreeNodes_OneSuccessor")]
    [TestCase(Wrong.ReplacesInTwoSteps, "Replace_SameVersionOnAllNodes_OneWins")]
    [TestCase(Wrong.ReplacesAnyVersion, "Refresh_LostToAnotherWriter_IsDecidedAnew")]
    [TestCase(Wrong.ReplacesAnyVersion, "Replace_OnOneNode_EveryNodeFindsTheNext")]
    [TestCase(Wrong.ResurrectsOnReplace, "Refresh_EndedMeanwhile_StaysGone")]
    [TestCase(Wrong.ResurrectsOnReplace, "Authenticate_EndedMeanwhile_RenewsNothing")]
    [TestCase(Wrong.ForgetsIndexOnCreate, "Session_ResponseLost_CapStaysRight")]
    [TestCase(Wrong.ForgetsIndexOnCreate, "Session_HundredAtOnce_CapHolds")]
    [TestCase(Wrong.ForgetsIndexOnCreate, "RevokeAll_BesideASession_IsWholeOrNothing")]
    [TestCase(Wrong.SweepsInTwoSteps, "Refresh_BesideTheSweep_LivesOrIsGone")]
    [TestCase(Wrong.SweepsLate, "RemoveExpired_ThenClockBack_StaysExpired")]
    [TestCase(Wrong.IgnoresException, "RevokeAll_BesideASession_IsWholeOrNothing")]
    [TestCase(Wrong.SweepsOnlyWhatWasUsed, "Session_AcknowledgementLost_OrphanIsHarmless")]
    [TestCase(Wrong.ListsAtFirstUse, "Session_ResponseLost_CapStaysRight")]
    [TestCase(Wrong.TakesRecordsForTheClock, "Authenticate_OneClockAhead_EndsNothingForOthers")]
    [TestCase(Wrong.MovesTheEnd, "Authenticate_ClockAhead_NothingLivesLonger")]
    [TestCase(Wrong.UpgradesPayloads, "Authenticate_OlderSchema_IsRead")]
    [TestCase(Wrong.HidesSystemRecords, "Create_SystemRecord_IsListedUnderItsSubject")]
    [TestCase(Wrong.ShortensFarExpiry, "RemoveExpired_SystemRecord_StaysUntilItsFarExpiry")]
    [TestCase(Wrong.TakesSystemRecordsWhenFull, "Create_SystemRecordWhenFull_Throws")]
    [TestCase(Wrong.ListsAllTwice, "ListAll_NothingChanges_EachRecordOnce")]
    [TestCase(Wrong.ListsAllOnceOnly, "ListAll_SamePageAgain_IsTheSame")]
    [TestCase(Wrong.ListsAllByPosition, "ListAll_OthersComeAndGo_NeverMissesTheLiving")]
    [TestCase(Wrong.ListsAllWithoutTheChanged, "ListAll_WhileOthersWrite_NeverMissesTheLiving")]
    [TestCase(Wrong.ListsAllInTheirFirstVersion, "ListAll_Replaced_IsTheLatestVersion")]
    [TestCase(Wrong.ListsAllThatEverWere, "ListAll_Removed_IsNotListed")]
    [TestCase(Wrong.ListsAllButTheExpired, "ListAll_Expired_IsListedWhileFound")]
    [TestCase(Wrong.ListsAllButSystemRecords, "ListAll_SystemRecord_IsListed")]
    [TestCase(Wrong.ListsAllAlthoughEmpty, "ListAll_Empty_HasNoRecords")]
    [TestCase(Wrong.ListsAllFromAnyContinuation, "ListAll_ForeignContinuation_Throws")]
    [TestCase(Wrong.ListsAllInAnyPageSize, "ListAll_PageSizeOutOfRange_Throws")]
    [TestCase(Wrong.IgnoresCancellation, "ListAll_Cancelled_Throws")]
    [TestCase(Wrong.SwallowsFailures, "ListAll_BackendBroken_IsAStoreException")]
    [TestCase(Wrong.CountsFirstVersionsOnly, "MayHaveMoreThan_ASubjectsRecords_NeverTooFew")]
    [TestCase(Wrong.CountsForNone, "MayHaveMoreThan_NoSubject_Throws")]
    [TestCase(Wrong.HidesItsEnumerator, "GetService_Enumerator_IsAsTheHarnessSays")]
    public async Task WrongStore_ItsCase_Fails(Wrong fault, string caseName)
    {
        SessionStoreCase named = Cases.Single(c => c.Name == caseName);

        Assert.That(await FailsAsync(named, fault), Is.True);
    }

    [Test]
    public void Fault_EachOne_IsCaughtBySomeCase()
    {
        IEnumerable<object?> caught = typeof(SessionStoreConformanceTests).GetMethod(nameof(WrongStore_ItsCase_Fails))!
            .GetCustomAttributes(typeof(TestCaseAttribute), false).Select(row => ((TestCaseAttribute)row).Arguments[0]);

        Assert.That(Enum.GetValues<Wrong>().Where(f => f != Wrong.None), Is.SubsetOf(caught.OfType<Wrong>()));
    }

    [Test]
    public void Name_EachCase_IsUniqueAndSaysASentence() => Assert.Multiple(() =>
    {
        Assert.That(Cases.Select(c => c.Name), Is.Unique);
        Assert.That(Cases.Select(c => c.Sentence), Is.Unique.And.All.EndsWith("."));
        Assert.That(Cases.Select(c => c.Name), Has.All.Matches("^[A-Za-z]+_[A-Za-z]+_[A-Za-z]+$"));
    });

    // A wrong store loses a race often, not every time: on a busy machine the case needs more than one run to see it.
    private static async Task<bool> FailsAsync(SessionStoreCase named, Wrong fault)
    {
        for (int run = 0; run < 50; run++)
        {
            try
            {
                await using SessionStoreHarness harness = WrongBackend.Harness(fault);
                await named.RunAsync(harness);
            }
            catch (ConformanceException)
            {
                return true;
            }
        }

        return false;
    }
}
