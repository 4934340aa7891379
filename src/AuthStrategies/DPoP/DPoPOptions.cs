namespace AuthStrategies;

/// <summary>Options of the verification of DPoP proofs (RFC 9449). Not thread-safe.</summary>
public sealed class DPoPOptions
{
    /// <summary>
    /// The accepted algorithms (<c>alg</c>). Default: <c>ES256</c>, <c>ES384</c>, <c>ES512</c>, <c>PS256</c>, <c>PS384</c>, <c>PS512</c>,
    /// <c>RS256</c>, <c>RS384</c>, <c>RS512</c>. At least one of these; no other is legal.
    /// </summary>
    public IList<string> Algorithms { get; } = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    /// <summary>
    /// How far the time of a proof (<c>iat</c>) may be from the time of this server, in both directions. A proof outside needs a nonce, so that a
    /// client with a wrong clock still works. From 1 to 10 seconds; default 10 seconds.
    /// </summary>
    public TimeSpan MaxProofAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether every proof needs a nonce of this server (RFC 9449 §8, §9). Then a proof cannot be made in advance. It costs the client one more
    /// request at the beginning and after each pause that is longer than <see cref="NonceLifetime"/>. Default: <see langword="false"/>.
    /// </summary>
    public bool RequireNonce { get; set; }

    /// <summary>
    /// For how long a nonce is current. Clients that use it get another one after half of this time. A proof with a nonce is remembered until
    /// its nonce has ended. From 10 seconds to 1 hour; default 1 minute.
    /// </summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The memory for used proofs on this node, in bytes, as an estimate; 128 bytes for each proof. When it is full, the oldest proofs are forgotten, and
    /// clients with proofs of that age must send another proof with a nonce: no proof is accepted twice. From 65,536 to 1,073,741,824 (1 GiB);
    /// default 16,777,216 (16 MiB), enough for 6,500 proofs in each second that are judged by their time.
    /// </summary>
    public long MaxReplayBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// Whether used proofs are also remembered in the session store, so that a proof that was used on one node is refused on all nodes. It costs one
    /// write to the store for each proof. Without it, a proof that is stolen together with its token can be used once on each other
    /// node, for the same method and address, until it is too old. With the in-memory store nothing is written: all that share the store share one
    /// replay memory. Default: <see langword="false"/>.
    /// </summary>
    public bool ShareReplays { get; set; }
}
