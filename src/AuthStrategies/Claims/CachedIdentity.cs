using System.Security.Claims;

namespace AuthStrategies.Claims;

/// <summary>
/// An identity that creates its claims on first use, from a claim set that many identities share. If the claims are not
/// read, the identity costs almost nothing. Each caller gets its own identity: a change to one is not visible on another.
/// </summary>
/// <remarks>
/// Until the claims themselves are read, questions for a role or a claim are answered from the set. Reading
/// from several threads is as safe as with any identity. A look-up for a claim type also finds the other name of its pair;
/// claims that have exactly the type come first.
/// </remarks>
internal sealed class CachedIdentity : ClaimsIdentity
{
    private const int Empty = 0;
    private const int Filling = 1;
    private const int Full = 2;

    private readonly ClaimSet _set;
    private readonly PrincipalFactory _factory;
    private volatile int _state;

    public CachedIdentity(ClaimSet set, PrincipalFactory factory, string authenticationType, string nameType, string roleType)
        : base(authenticationType, nameType, roleType)
    {
        _set = set;
        _factory = factory;
    }

    private CachedIdentity(CachedIdentity filled)
        : base(filled, StringComparison.OrdinalIgnoreCase)
    {
        _set = filled._set;
        _factory = filled._factory;
        _state = Full;
    }

    /// <inheritdoc />
    /// <remarks>The platform's copy constructor reads this property first and then reads the claims field directly, so the claims must exist by then.</remarks>
    public override string? AuthenticationType
    {
        get
        {
            Fill();
            return base.AuthenticationType;
        }
    }

    /// <inheritdoc />
    public override string? Name => _state == Full ? base.Name : _factory.Find(_set, NameClaimType);

    /// <inheritdoc />
    public override IEnumerable<Claim> Claims
    {
        get
        {
            Fill();
            return base.Claims;
        }
    }

    /// <inheritdoc />
    public override bool HasClaim(string type, string value)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(value);
        if (_state != Full)
            return _factory.Has(_set, type, value);

        return base.HasClaim(type, value) || (ClaimNames.PairOf(type) is { } pair && base.HasClaim(pair.OtherThan(type), value));
    }

    /// <inheritdoc />
    public override bool HasClaim(Predicate<Claim> match)
    {
        Fill();
        return base.HasClaim(match);
    }

    /// <inheritdoc />
    public override Claim? FindFirst(string type)
    {
        Fill();
        Claim? found = base.FindFirst(type);
        return found is null && ClaimNames.PairOf(type) is { } pair ? base.FindFirst(pair.OtherThan(type)) : found;
    }

    /// <inheritdoc />
    public override Claim? FindFirst(Predicate<Claim> match)
    {
        Fill();
        return base.FindFirst(match);
    }

    /// <inheritdoc />
    public override IEnumerable<Claim> FindAll(string type)
    {
        Fill();
        IEnumerable<Claim> found = base.FindAll(type);
        return ClaimNames.PairOf(type) is { } pair ? found.Concat(base.FindAll(pair.OtherThan(type))) : found;
    }

    /// <inheritdoc />
    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        Fill();
        return base.FindAll(match);
    }

    /// <inheritdoc />
    public override void AddClaim(Claim claim)
    {
        Fill();
        base.AddClaim(claim);
    }

    /// <inheritdoc />
    public override void AddClaims(IEnumerable<Claim?> claims)
    {
        Fill();
        base.AddClaims(claims);
    }

    /// <inheritdoc />
    public override void RemoveClaim(Claim? claim)
    {
        Fill();
        base.RemoveClaim(claim);
    }

    /// <inheritdoc />
    public override bool TryRemoveClaim(Claim? claim)
    {
        Fill();
        return base.TryRemoveClaim(claim);
    }

    /// <inheritdoc />
    public override ClaimsIdentity Clone()
    {
        Fill();
        return new CachedIdentity(this);
    }

    /// <inheritdoc />
    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        Fill();
        base.WriteTo(writer, userData);
    }

    private void Fill()
    {
        if (_state == Full)
            return;

        if (Interlocked.CompareExchange(ref _state, Filling, Empty) == Empty)
        {
            base.AddClaim(_factory.SubjectOf(_set, this));
            if (_factory.SecondSubjectOf(_set, this) is { } second)
                base.AddClaim(second);
            foreach (ref readonly ClaimEntry entry in _set.Entries)
                base.AddClaim(_factory.ClaimOf(_set, entry, this));
            _state = Full;
            return;
        }

        // Another thread is creating the claims; that takes a few hundred nanoseconds.
        SpinWait wait = default;
        while (_state != Full)
            wait.SpinOnce();
    }
}
