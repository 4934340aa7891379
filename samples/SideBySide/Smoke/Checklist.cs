using System.Net;

namespace SideBySide.Smoke;

/// <summary>What was expected and what came of it, line by line.</summary>
internal sealed class Checklist
{
    private int _good;
    private int _bad;

    public void Expect(string step, HttpStatusCode expected, HttpStatusCode actual)
    {
        bool isGood = expected == actual;
        _good += isGood ? 1 : 0;
        _bad += isGood ? 0 : 1;
        Console.WriteLine($"{(isGood ? "ok    " : "FAILED")} {step}: {(int)actual}{(isGood ? "" : $", expected {(int)expected}")}");
    }

    /// <summary>Says how many went well, and gives the process's exit code.</summary>
    public int Conclude()
    {
        Console.WriteLine($"{_good} steps as expected, {_bad} not");
        return _bad == 0 && _good > 0 ? 0 : 1;
    }
}
