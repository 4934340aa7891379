namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>
/// Ten hours of one session as a discrete-event simulation: clients and thieves send requests over a network to the nodes
/// of a server. Times are seconds since the session began. The same seed gives the same day.
/// </summary>
internal sealed class SessionDay
{
    public const double Length = 36_000;

    private const int Nodes = 4;
    private const double MaxClockError = 5;

    public static readonly DateTimeOffset Login = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly double[] _clockErrors = new double[Nodes];
    private readonly List<string>? _log;
    private long _order;

    public SessionDay(ISimulatedServer server, int seed, bool keepsLog = false)
    {
        Server = server;
        Random = new(seed);
        _log = keepsLog ? [] : null;
        for (int i = 0; i < Nodes; i++)
            _clockErrors[i] = Random.Between(-MaxClockError, MaxClockError);

        First = server.Issue(Login);
        OwnerJar = new(First);
        OtherJar = new(First);
        ThiefJar = new(First);
    }

    public ISimulatedServer Server { get; }

    public SimulationRandom Random { get; }

    public SimulatedNetwork Network { get; } = new();

    public double Now { get; private set; }

    /// <summary>The first token of the session.</summary>
    public SimulatedToken First { get; }

    public CookieJar OwnerJar { get; }

    /// <summary>A second jar of the owner, for scenarios with two.</summary>
    public CookieJar OtherJar { get; }

    public CookieJar ThiefJar { get; }

    /// <summary>When the thief copied the jar; before that no use counts.</summary>
    public double CopiedAt { get; set; } = double.PositiveInfinity;

    public double? OwnerUsedAt { get; private set; }

    public double? ThiefUsedAt { get; private set; }

    /// <summary>Who used the session last since the copy.</summary>
    public Party? LastParty { get; private set; }

    public double? EndedAt { get; private set; }

    public int Requests { get; private set; }

    public IReadOnlyList<string> Log => _log ?? [];

    private double SuspendedFrom { get; set; } = -1;

    private double SuspendedUntil { get; set; } = -1;

    public void At(double time, Action action) => _events.Enqueue(action, (time, _order++));

    public void In(double delay, Action action) => At(Now + delay, action);

    public void Run()
    {
        while (EndedAt is null && _events.TryDequeue(out Action? action, out (double At, long Order) key) && key.At < Length)
        {
            Now = key.At;
            action();
        }
    }

    /// <summary>The owner's machine sleeps: it sends nothing, and what is under way waits.</summary>
    public void Suspend(double duration)
    {
        if (Now < SuspendedUntil)
            return;

        (SuspendedFrom, SuspendedUntil) = (Now, Now + duration);
        Note($"owner sleeps until {SuspendedUntil:F0} s");
    }

    public void Send(SimulatedRequest request)
    {
        if (request.Party == Party.Owner && IsSuspended(Now))
            return;

        request.Token ??= request.Jar.Token;
        request.Process = request.Jar.Process;
        request.Node = Random.Next(Nodes);
        request.AnswerDelay = Network.Delay(Random);
        request.IsLost = Random.Chance(request.LossRate ?? Network.LossRate);
        Requests++;
        At(AfterSuspension(request, Now + Network.Delay(Random)), () => Arrive(request));
    }

    public void Note(string line) => _log?.Add($"{Now,10:F2} s  {line}");

    private void Arrive(SimulatedRequest request)
    {
        bool looksAgain = false;
        SimulatedToken? handed = null;
        bool isAccepted = request.IsRefresh
            ? Server.Refresh(CallOf(request), out handed)
            : Server.Authenticate(CallOf(request), out looksAgain);
        NoteCall(request, isAccepted, handed);
        if (!isAccepted)
        {
            EndedAt = Now;
            return;
        }

        request.Handed = handed;
        Count(request.Party);
        // A thief says that a browser sends its requests; anyone can write that header.
        bool decidesAtHeaders = looksAgain && (request.HasFetchMetadata || request.Party == Party.Thief);
        In(request.Duration, () => SendHeaders(request, decidesAtHeaders));
    }

    private void SendHeaders(SimulatedRequest request, bool decides)
    {
        if (decides)
        {
            request.Handed = Server.AtHeaders(CallOf(request));
            if (request.Handed is { } handed)
                Note($"{request.Party}: Set-Cookie {handed} at headers{(request.IsLost ? ", lost" : "")}");
        }

        if (!request.IsLost)
            At(AfterSuspension(request, Now + request.AnswerDelay), () => Answer(request));
        else if (request.GoesOnAfterLoss)
            In(request.AnswerDelay, () => request.Answered?.Invoke(null));
    }

    private void Answer(SimulatedRequest request)
    {
        if (request.Process != request.Jar.Process)
            return;

        if (request is { KeepsAnswer: true, Handed: { } handed })
            request.Jar.Set(handed, Now);
        request.Answered?.Invoke(request.Handed);
    }

    private void Count(Party party)
    {
        if (Now < CopiedAt)
            return;

        LastParty = party;
        if (party == Party.Owner)
            OwnerUsedAt ??= Now;
        else
            ThiefUsedAt ??= Now;
    }

    private SimulatedCall CallOf(SimulatedRequest request) =>
        new(request.Token!, request.Transport, request.Node, Login.AddSeconds(Now + _clockErrors[request.Node]));

    private bool IsSuspended(double time) => time >= SuspendedFrom && time < SuspendedUntil;

    private double AfterSuspension(SimulatedRequest request, double time) =>
        request.Party == Party.Owner && IsSuspended(time) ? SuspendedUntil + Random.Between(0, 2) : time;

    private void NoteCall(SimulatedRequest request, bool isAccepted, SimulatedToken? handed)
    {
        if (_log is not null)
            Note($"{request.Party} {(request.IsRefresh ? "refreshes" : "presents")} {request.Token}{(handed is null ? "" : $", handed {handed}")}{(isAccepted ? "" : ": ENDED")}   {Server}");
    }
}
