using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>Ranks the tokens that one request presents for the same session: current, previous, discarded, before previous, other.</summary>
internal static class CopyRanking
{
    /// <summary>The tokens among several texts, those of the first one's session only.</summary>
    public static OpaqueToken[] Parse(IReadOnlyList<string> credentials)
    {
        var tokens = new List<OpaqueToken>(credentials.Count);
        foreach (string credential in credentials)
        {
            if (OpaqueToken.TryParse(credential, out OpaqueToken token) && (tokens.Count == 0 || tokens[0].Id == token.Id))
                tokens.Add(token);
        }

        return [.. tokens];
    }

    /// <summary>The highest token. Of equals, and without a readable record of this strategy, the first.</summary>
    public static OpaqueToken Highest(SessionRecord? record, ReadOnlySpan<OpaqueToken> tokens, SessionPolicy policy, SessionReader reader)
    {
        OpaqueToken highest = tokens[0];
        if (tokens.Length == 1 || record is null || reader.Read(record, policy.Strategy) is not { } session || !policy.Owns(session))
            return highest;

        int best = int.MaxValue;
        foreach (OpaqueToken token in tokens)
        {
            int rank = RankOf(session.Find(token.SecretHash));
            if (rank < best)
                (highest, best) = (token, rank);
        }

        return highest;
    }

    private static int RankOf(PresentedSecret presented) => presented switch
    {
        PresentedSecret.Current => 0,
        PresentedSecret.Previous => 1,
        PresentedSecret.Discarded => 2,
        PresentedSecret.BeforePrevious => 3,
        _ => 4,
    };
}
