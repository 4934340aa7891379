namespace AuthStrategies.DPoP;

/// <summary>The sentences about refused proofs. They contain nothing of a proof.</summary>
internal static class ProofErrors
{
    public static string Describe(DPoPProofError error) => error switch
    {
        DPoPProofError.NoError => "",
        DPoPProofError.Missing => "The request has no DPoP proof.",
        DPoPProofError.Several => "The request has more than one DPoP proof; exactly one is legal.",
        DPoPProofError.TooLarge => $"The proof has more than {ProofCheck.MaxProofLength} characters.",
        DPoPProofError.Malformed => "The proof is not a signed JWT with the header members typ, alg and jwk and the claims jti, htm, htu and iat, each once and of its JSON type (RFC 9449 §4.2).",
        DPoPProofError.WrongType => $"The typ of the proof is not {ProofHeaderReader.Type}.",
        DPoPProofError.UnsupportedAlgorithm => "The alg of the proof is not accepted here.",
        DPoPProofError.InvalidKey => $"The jwk of the proof is not a public key for its alg. An RSA key has 2048 to {ProofKeys.MaxRsaBits} bits.",
        DPoPProofError.BadSignature => "The proof is not signed by the key in it.",
        DPoPProofError.WrongMethod => "The htm of the proof is not the method of the request.",
        DPoPProofError.WrongUri => "The htu of the proof is not the address of the request. Behind a proxy the server must know its public address.",
        DPoPProofError.NonceRequired => "The proof needs a nonce of this server: none is in it, it is not current, or the iat of the proof is too far from the time of this server.",
        DPoPProofError.WrongToken => "The ath of the proof is not the hash of the access token.",
        DPoPProofError.WrongKey => "The proof is signed by another key than the expected one.",
        _ => "The proof was used before.",
    };
}
