using System.Security.Claims;
using AuthStrategies;

namespace SideBySide.Demo;

/// <summary>
/// The scene of a session that is bound to a device, with the real strategy and the real verifier. A key in the memory of this process plays the device: a browser
/// would need HTTPS and key hardware for a scene with its own.
/// </summary>
internal sealed class DeviceScene([FromKeyedServices("Session")] IAuthStrategy session, DemoClock clock)
{
    private static readonly DeviceProofVerifier Verifier = new(["ES256", "RS256"]);

    public async Task<IReadOnlyList<DeviceStep>> PlayAsync()
    {
        List<DeviceStep> steps = [];
        using DeviceKeyPair device = new();
        IDeviceBinding binding = (IDeviceBinding)session;
        IssuedCredential cookie = await session.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "carol")], "demo")));
        SessionId id = cookie.SessionId!.Value;
        steps.Add(new("Carol logs in. The browser gets the session cookie and a challenge.", await AskAsync(new DeviceOwner(null))));

        DeviceProofResult proof = Verifier.Verify(device.Proof("the challenge of the login"));
        steps.Add(new("The browser makes a key and registers the public part. It goes into the session's record.", (await binding.BindDeviceAsync(cookie.Value, id, proof.Key!)).ToString()));

        // For so long after the registration requests without a proof are accepted.
        clock.Advance(TimeSpan.FromSeconds(10));
        steps.Add(new("The browser sends both cookies.", await AskAsync(new DeviceOwner(proof.Key))));
        steps.Add(new("A thief sends a copy of the session cookie.", await AskAsync(new DeviceOwner(null))));

        using DeviceKeyPair thief = new();
        DeviceProofResult forged = Verifier.Verify(thief.Proof("the challenge of the login"));
        steps.Add(new("The thief registers another key.", (await binding.BindDeviceAsync(cookie.Value, id, forged.Key!)).ToString()));
        steps.Add(new("The thief answers a challenge of a refresh with that key.", Verifier.Verify(thief.Proof("a challenge"), await binding.FindDeviceAsync(id)).Error.ToString()));

        await session.RevokeAsync(cookie.Value);
        steps.Add(new("Carol logs out. The browser sends both cookies once more.", await AskAsync(new DeviceOwner(proof.Key))));
        steps.Add(new("The browser asks for a new bound cookie.", await binding.FindDeviceAsync(id) is null ? "{\"continue\":false}" : "a challenge"));
        return steps;

        async Task<string> AskAsync(IClientFactsSource client)
        {
            ValueTask<AuthResult> call;
            using (new ClientFactsScope(client))
                call = session.AuthenticateAsync(cookie.Value);
            AuthResult result = await call;
            return result.Succeeded ? "accepted" : result.Failure!.Reason.ToString();
        }
    }

    /// <summary>One step of the scene.</summary>
    /// <param name="What">What happens.</param>
    /// <param name="Answer">What the library answers.</param>
    internal sealed record DeviceStep(string What, string Answer);

    /// <summary>What a request proves: the web package reads it from the bound cookie.</summary>
    private sealed class DeviceOwner(DeviceKey? key) : IDeviceProofSource
    {
        public ClientFacts? GetClient() => null;

        public bool ProvesDevice(SessionId session, string keyThumbprint) => key?.Thumbprint == keyThumbprint;
    }
}
