using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>One request and its answer.</summary>
internal sealed class SimulatedRequest(Party party, CookieJar jar)
{
    public Party Party { get; } = party;

    public CookieJar Jar { get; } = jar;

    /// <summary>What is presented, if not what is in the jar.</summary>
    public SimulatedToken? Token { get; set; }

    public bool IsRefresh { get; init; }

    public bool IsBearer { get; init; }

    /// <summary>Whether it says with <c>Sec-Fetch-Site</c> that a browser sends it. A server-side front end does not.</summary>
    public bool HasFetchMetadata { get; init; } = true;

    /// <summary>Whether a token in the answer goes into the jar.</summary>
    public bool KeepsAnswer { get; init; } = true;

    /// <summary>How long the server works on it, in seconds.</summary>
    public double Duration { get; init; }

    /// <summary>How probably its answer is lost; the network's own rate if not said.</summary>
    public double? LossRate { get; init; }

    /// <summary>Whether the client goes on at the time of the answer even when that is lost.</summary>
    public bool GoesOnAfterLoss { get; init; }

    /// <summary>What the client does with the answer, and the token in it.</summary>
    public Action<SimulatedToken?>? Answered { get; init; }

    public int Node { get; set; }

    public int Process { get; set; }

    public bool IsLost { get; set; }

    public double AnswerDelay { get; set; }

    /// <summary>The token in the answer.</summary>
    public SimulatedToken? Handed { get; set; }

    public RotationTransport Transport => IsBearer ? RotationTransport.Bearer : RotationTransport.Cookie;
}
