using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>Asks the product and the model the same, step by step. A different answer, or a write of another kind, is an exception.</summary>
internal sealed class ComparedServer(ISimulatedServer product, ISimulatedServer model, int seed) : ISimulatedServer
{
    private readonly Dictionary<SimulatedToken, Pair> _ofProduct = [];
    private readonly Dictionary<SimulatedToken, Pair> _ofModel = [];

    public bool HasEnded => model.HasEnded;

    public WriteCounts Writes => model.Writes;

    public bool IsCurrentUsed => model.IsCurrentUsed;

    public bool IsCurrent(SimulatedToken token) => model.IsCurrent(((Pair)token).Model);

    public SimulatedToken Issue(DateTimeOffset now) => PairOf(product.Issue(now), model.Issue(now), "the login")!;

    public bool Authenticate(in SimulatedCall call, out bool looksAgainAtHeaders)
    {
        bool isAccepted = product.Authenticate(ForProduct(call), out looksAgainAtHeaders);
        bool isExpected = model.Authenticate(ForModel(call), out bool looksAgainInModel);
        Require(isAccepted == isExpected && looksAgainAtHeaders == looksAgainInModel, call, $"authenticates with {(isAccepted, looksAgainAtHeaders)} instead of {(isExpected, looksAgainInModel)}");
        RequireSameWrites(call);
        return isAccepted;
    }

    public SimulatedToken? AtHeaders(in SimulatedCall call)
    {
        SimulatedToken? handed = PairOf(product.AtHeaders(ForProduct(call)), model.AtHeaders(ForModel(call)), $"{call} at headers");
        RequireSameWrites(call);
        return handed;
    }

    public bool Refresh(in SimulatedCall call, out SimulatedToken? handed)
    {
        bool isAccepted = product.Refresh(ForProduct(call), out SimulatedToken? handedByProduct);
        bool isExpected = model.Refresh(ForModel(call), out SimulatedToken? handedByModel);
        Require(isAccepted == isExpected, call, $"refreshes with {isAccepted} instead of {isExpected}");
        handed = PairOf(handedByProduct, handedByModel, $"{call} at refresh");
        RequireSameWrites(call);
        return isAccepted;
    }

    public override string ToString() => model.ToString()!;

    private static SimulatedCall ForProduct(in SimulatedCall call) => call with { Token = ((Pair)call.Token).Product };

    private static SimulatedCall ForModel(in SimulatedCall call) => call with { Token = ((Pair)call.Token).Model };

    private void RequireSameWrites(in SimulatedCall call) =>
        Require(product.HasEnded == model.HasEnded && product.Writes == model.Writes, call, $"wrote {product.Writes} instead of {model.Writes}, ended {product.HasEnded}");

    /// <summary>The token in both answers: in neither, new in both, or the same known one.</summary>
    private Pair? PairOf(SimulatedToken? byProduct, SimulatedToken? byModel, string occasion)
    {
        if (byProduct is null && byModel is null)
            return null;
        if (byProduct is null || byModel is null)
            throw Different($"{occasion}: handed {byProduct?.ToString() ?? "nothing"} instead of {byModel?.ToString() ?? "nothing"}");

        Pair? known = _ofProduct.GetValueOrDefault(byProduct);
        if (known != _ofModel.GetValueOrDefault(byModel))
            throw Different($"{occasion}: handed {byProduct} instead of {byModel}");
        if (known is null)
            _ofProduct[byProduct] = _ofModel[byModel] = known = new(_ofProduct.Count + 1, byProduct, byModel);
        return known;
    }

    private void Require(bool isSame, in SimulatedCall call, string difference)
    {
        if (!isSame)
            throw Different($"{call} {difference}");
    }

    private InvalidOperationException Different(string what) => new($"Seed {seed}: the product differs from the model. {what}. Product {product}, model {model}");

    private sealed class Pair(int number, SimulatedToken product, SimulatedToken model) : SimulatedToken(number)
    {
        public SimulatedToken Product { get; } = product;

        public SimulatedToken Model { get; } = model;
    }
}
