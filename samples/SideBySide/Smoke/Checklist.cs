using System.Net;

namespace SideBySide.Smoke;

/// <summary>Each step with its expected and its actual result, line by line.</summary>
internal sealed class Checklist
{
    private int _good;
    private int _bad;

    public void Expect(string step, HttpStatusCode expected, HttpStatusCode actual) =>
        Expect(expected == actual, $"{step}: {(int)actual}{(expected == actual ? "" : $", expected {(int)expected}")}");

    public void Expect(bool isGood, string step)
    {
        _good += isGood ? 1 : 0;
        _bad += isGood ? 0 : 1;
        Console.WriteLine($"{(isGood ? "ok    " : "FAILED")} {step}");
    }

    /// <summary>Prints how many steps went well, and returns the exit code of the process.</summary>
    public int Conclude()
    {
        Console.WriteLine($"{_good} steps as expected, {_bad} not");
        return _bad == 0 && _good > 0 ? 0 : 1;
    }
}
