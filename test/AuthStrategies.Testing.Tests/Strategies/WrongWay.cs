namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>What a <see cref="WrongStrategy"/> does wrong.</summary>
public enum WrongWay
{
    LiesAboutItsName,
    RefusesEverything,
    ForgetsToReplace,
    IgnoresLifetime,
    ForgetsWhenProved,
    IgnoresCancellation,
    ThrowsOnHostileText,
    AnswersForOthers,
    TrimsText,
    SharesPrincipals,
    RemembersTheRevoked,
    ExpiresLate,
    SaysNoWhenItCannotTell,
    MakesTwoBranches,
    ForgivesTheft,
    ReplacesTheYoung,
    HandsALostSuccessorAgain,
    RefusesALostSuccessor,
    EndsSlowRefreshes,
    HandsToSlowRefreshes,
    AuthenticatesWithoutUse,
    ReplacesAtEachResponse,
    ReplacesWhatCannotBeDelivered,
    ReplacesForeignCookies,
    RotatesBearers,
    RefreshesCookiesUnderWay,
    PretendsToRevoke,
    RevokesTwice,
}
