using AuthStrategies.Rotation.Tests.Servers;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>One presentation of a token to one of the server's nodes.</summary>
/// <param name="Token">What is presented.</param>
/// <param name="Transport">How.</param>
/// <param name="Node">Which node answers, from 0.</param>
/// <param name="Now">That node's own clock.</param>
internal readonly record struct SimulatedCall(SimulatedToken Token, RotationTransport Transport, int Node, DateTimeOffset Now);

/// <summary>The nodes that keep one session.</summary>
internal interface ISimulatedServer
{
    /// <summary>Whether the session has been ended as reused.</summary>
    bool HasEnded { get; }

    /// <summary>The writes since the login, without an end.</summary>
    WriteCounts Writes { get; }

    /// <summary>Whether the current token has been presented.</summary>
    bool IsCurrentUsed { get; }

    bool IsCurrent(SimulatedToken token);

    /// <summary>Issues the first token.</summary>
    SimulatedToken Issue(DateTimeOffset now);

    /// <param name="call">Who presents what.</param>
    /// <param name="looksAgainAtHeaders">Whether <see cref="AtHeaders"/> is to be called before the response is sent.</param>
    /// <returns>Whether the request is accepted.</returns>
    bool Authenticate(in SimulatedCall call, out bool looksAgainAtHeaders);

    /// <summary>The response headers of an accepted request are about to be sent.</summary>
    /// <returns>The cookie to set, if any.</returns>
    SimulatedToken? AtHeaders(in SimulatedCall call);

    /// <param name="call">Who presents what.</param>
    /// <param name="handed">The token in the answer, if any.</param>
    /// <returns>Whether the refresh succeeds.</returns>
    bool Refresh(in SimulatedCall call, out SimulatedToken? handed);
}
