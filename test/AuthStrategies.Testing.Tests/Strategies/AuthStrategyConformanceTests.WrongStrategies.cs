namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>Each wrong strategy is caught by the case that names its fault.</summary>
public sealed partial class AuthStrategyConformanceTests
{
    [TestCase(WrongWay.LiesAboutItsName, "Issue_Principal_IsHandedOutAgain")]
    [TestCase(WrongWay.RefusesEverything, "Issue_WrongPrincipal_Throws")]
    [TestCase(WrongWay.ForgetsToReplace, "Issue_Replacing_EndsTheOld")]
    [TestCase(WrongWay.IgnoresLifetime, "Issue_LifetimeGiven_EndsThen")]
    [TestCase(WrongWay.IgnoresNotAfter, "Issue_NotAfterGiven_EndsThen")]
    [TestCase(WrongWay.ForgetsWhenProved, "Issue_AuthenticatedAt_IsHandedOut")]
    [TestCase(WrongWay.IgnoresCancellation, "AnyVerb_Cancelled_TakesNoEffect")]
    [TestCase(WrongWay.ThrowsOnHostileText, "Authenticate_Hostile_NeverThrowsNeverSucceeds")]
    [TestCase(WrongWay.AnswersForOthers, "Authenticate_Foreign_IsNotApplicable")]
    [TestCase(WrongWay.TrimsText, "Authenticate_Changed_IsNeverAccepted")]
    [TestCase(WrongWay.SharesPrincipals, "Authenticate_PrincipalChanged_StaysPrivate")]
    [TestCase(WrongWay.RemembersTheRevoked, "Revoke_WhileAuthenticated_LaterCallsAreRefused")]
    [TestCase(WrongWay.ExpiresLate, "Authenticate_AtItsTime_IsExpired")]
    [TestCase(WrongWay.SaysNoWhenItCannotTell, "Authenticate_StoreBroken_IsNeitherYesNorNo")]
    [TestCase(WrongWay.MakesTwoBranches, "Refresh_AgainInsideTheWindow_IsAccepted")]
    [TestCase(WrongWay.MakesTwoBranches, "Refresh_ManyAtOnce_GiveOneSuccessor")]
    [TestCase(WrongWay.MakesTwoBranches, "Refresh_ForEver_EndsAtTheAbsoluteEnd")]
    [TestCase(WrongWay.ForgivesTheft, "Refresh_ReplacedTwice_EndsTheSession")]
    [TestCase(WrongWay.ForgivesTheft, "Refresh_TwoHolders_EndsTheSession")]
    [TestCase(WrongWay.ReplacesTheYoung, "Refresh_Young_GivesTheSameBack")]
    [TestCase(WrongWay.HandsALostSuccessorAgain, "Refresh_AnswerLost_GivesAnother")]
    [TestCase(WrongWay.RefusesALostSuccessor, "Refresh_LostAnswerArrives_Wins")]
    [TestCase(WrongWay.EndsSlowRefreshes, "Refresh_Slow_IsAcceptedAsItIs")]
    [TestCase(WrongWay.HandsToSlowRefreshes, "Refresh_Slow_IsAcceptedAsItIs")]
    [TestCase(WrongWay.AuthenticatesWithoutUse, "Authenticate_Successor_CountsAsUsed")]
    [TestCase(WrongWay.ReplacesAtEachResponse, "AtHeaders_Due_HandsOneSuccessor")]
    [TestCase(WrongWay.ReplacesAtEachResponse, "AtHeaders_Young_HandsNothing")]
    [TestCase(WrongWay.ReplacesAtEachResponse, "AtHeaders_Slow_ReplacesNothing")]
    [TestCase(WrongWay.ReplacesAtEachResponse, "AtHeaders_ManyAtOnce_HandOneSuccessor")]
    [TestCase(WrongWay.ReplacesWhatCannotBeDelivered, "AtHeaders_CannotDeliver_ChangesNothing")]
    [TestCase(WrongWay.IgnoresCancellation, "AtHeaders_Cancelled_ChangesNothing")]
    [TestCase(WrongWay.SaysNoWhenItCannotTell, "AtHeaders_StoreBroken_ChangesNothing")]
    [TestCase(WrongWay.ReplacesForeignCookies, "AtHeaders_HostileOrForeign_HandsNothing")]
    [TestCase(WrongWay.RotatesBearers, "AuthenticateAsync_Bearer_IsNeverDue")]
    [TestCase(WrongWay.RefreshesCookiesUnderWay, "RefreshInCookie_UnderWay_GivesTheSameBack")]
    [TestCase(WrongWay.PretendsToRevoke, "Revoke_Live_SaysWhatWasAchieved")]
    [TestCase(WrongWay.PretendsToRevoke, "Revoke_Live_IsRefreshedNoMore")]
    [TestCase(WrongWay.RevokesTwice, "Revoke_Again_IsNoError")]
    [TestCase(WrongWay.ForgetsItems, "Items_Issued_AreHandedOut")]
    [TestCase(WrongWay.ForgetsItems, "Items_Updated_AreHandedOut")]
    [TestCase(WrongWay.LosesItemsAtRefresh, "Items_Replaced_GoOn")]
    [TestCase(WrongWay.LosesUpdates, "Items_ManyUpdates_AllCount")]
    [TestCase(WrongWay.KeepsLargeItems, "Items_TooLarge_ChangeNothing")]
    [TestCase(WrongWay.KeepsHalfAChange, "Items_ChangeThrows_ChangeNothing")]
    [TestCase(WrongWay.SharesItems, "Items_EachSession_HasItsOwn")]
    [TestCase(WrongWay.InventsItems, "Items_None_AreEmpty")]
    [TestCase(WrongWay.ThrowsWithoutSession, "Items_EndedOrHostile_AreNotFound")]
    [TestCase(WrongWay.ForgetsItems, "Items_StoreBroken_ChangeNothing")]
    public async Task WrongStrategy_ItsCase_Fails(WrongWay wrong, string caseName)
    {
        AuthStrategyCase named = AuthStrategyConformance.Cases.Single(c => c.Name == caseName);
        SettableTimeProvider time = new();
        FakeAuthStrategy fake = new(timeProvider: time);
        AuthStrategyHarness harness = new(new WrongStrategy(wrong, fake)) { Time = time, RotateEvery = fake.RotateEvery, Break = () => fake.IsBroken = true, Repair = () => fake.IsBroken = false };

        ConformanceException? found = await Assert.ThrowsAsync<ConformanceException>(() => named.RunAsync(harness));

        Assert.That(found!.Message, Does.StartWith(caseName).And.Contain(named.Sentence));
    }

    [TestCase(WrongKeys.Way.BindsNothing, "Key_Bound_IsAcceptedWithIt")]
    [TestCase(WrongKeys.Way.AcceptsAnyKey, "Key_Bound_IsAcceptedWithIt")]
    [TestCase(WrongKeys.Way.AcceptsUnbound, "Key_Unbound_IsRefusedWithOne")]
    [TestCase(WrongKeys.Way.BindsAtRefresh, "Key_Refreshed_StaysBound")]
    [TestCase(WrongKeys.Way.UsesEarly, "Key_ProofAtRefresh_IsUsedBeforeTheChange")]
    [TestCase(WrongKeys.Way.IgnoresUse, "Key_ProofAtRefresh_IsUsedBeforeTheChange")]
    [TestCase(WrongKeys.Way.TakesAnyText, "Key_NoThumbprint_IsRefused")]
    public async Task WrongKeys_ItsCase_Fails(object wrong, string caseName)
    {
        AuthStrategyCase named = AuthStrategyConformance.Cases.Single(c => c.Name == caseName);
        SettableTimeProvider time = new();
        AuthStrategyHarness harness = new(new WrongKeys((WrongKeys.Way)wrong, new FakeAuthStrategy(timeProvider: time))) { Time = time };

        ConformanceException? found = await Assert.ThrowsAsync<ConformanceException>(() => named.RunAsync(harness));

        Assert.That(found!.Message, Does.StartWith(caseName));
    }

    [Test]
    public async Task WrongStrategy_IgnoresItems_FailsItsCase()
    {
        AuthStrategyCase named = AuthStrategyConformance.Cases.Single(c => c.Name == "Items_NotKept_AreRefused");
        AuthStrategyHarness harness = new(new StrategyWithoutItems(new FakeAuthStrategy())) { Time = new() };

        ConformanceException? found = await Assert.ThrowsAsync<ConformanceException>(() => named.RunAsync(harness));

        Assert.That(found!.Message, Does.StartWith(named.Name));
    }

    [Test]
    public void Name_EachCase_IsUniqueAndSaysASentence() => Assert.Multiple(() =>
    {
        Assert.That(AuthStrategyConformance.Cases.Select(c => c.Name), Is.Unique.And.All.Matches("^[A-Za-z]+_[A-Za-z]+_[A-Za-z]+$"));
        Assert.That(AuthStrategyConformance.Cases.Select(c => c.Sentence), Is.Unique.And.All.EndsWith("."));
    });

    [Test]
    public async Task RunAsync_NotApplicable_ThrowsAndNamesTheNeed()
    {
        AuthStrategyCase refreshing = AuthStrategyConformance.Cases.First(c => c.Needs == AuthStrategyNeeds.Refresh);
        AuthStrategyHarness harness = new(new FakeAuthStrategy()) { Time = new(), CanRefresh = false };

        InvalidOperationException? error = await Assert.ThrowsAsync<InvalidOperationException>(() => refreshing.RunAsync(harness));

        Assert.That(refreshing.IsApplicable(harness), Is.False);
        Assert.That(error!.Message, Does.Contain("Refresh"));
    }

    [TestCase(WrongRefreshTokens.Way.RotatesBeforeTheResponse, "RefreshToken_Good_AuthenticatesAndStays")]
    [TestCase(WrongRefreshTokens.Way.TakesAccessTokens, "RefreshToken_AnotherText_IsNotApplicable")]
    [TestCase(WrongRefreshTokens.Way.AcceptsEndedSessions, "RefreshToken_OfAnEndedSession_IsRefused")]
    [TestCase(WrongRefreshTokens.Way.HandsToEachResponse, "RenewAtHeaders_Young_HandsAnAccessTokenAlone")]
    [TestCase(WrongRefreshTokens.Way.HandsToEachResponse, "RenewAtHeaders_ManyAtOnce_HandOneSuccessor")]
    [TestCase(WrongRefreshTokens.Way.IgnoresCanDeliver, "RenewAtHeaders_CannotDeliver_ChangesNothing")]
    [TestCase(WrongRefreshTokens.Way.IgnoresCancellation, "RenewAtHeaders_Cancelled_ChangesNothing")]
    [TestCase(WrongRefreshTokens.Way.SaysNoWhenItCannotTell, "RefreshToken_StoreBroken_ChangesNothing")]
    public async Task WrongRefreshTokens_ItsCase_Fails(object wrong, string caseName)
    {
        await using var fixture = StrategyFixture.Jwt(options => options.RequireLiveSession = options.RefreshTokens.Enabled = true);
        AuthStrategyCase named = AuthStrategyConformance.Cases.Single(c => c.Name == caseName);
        AuthStrategyHarness harness = new(new WrongRefreshTokens((WrongRefreshTokens.Way)wrong, fixture.Strategy))
        {
            Time = fixture.Time,
            ClockSkew = Skew,
            ForeignCredentials = SessionTokens,
            Break = () => fixture.Store.Break(),
            Repair = () => fixture.Store.Repair(),
        };

        ConformanceException? found = await Assert.ThrowsAsync<ConformanceException>(() => named.RunAsync(harness));

        Assert.That(found!.Message, Does.StartWith(caseName));
    }
}
