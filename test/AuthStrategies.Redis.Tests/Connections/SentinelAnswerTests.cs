using System.Net;
using AuthStrategies.Redis.Connections;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>Which server is the primary, from what Sentinels say: port, number of the promotion, other Sentinels, + if it reaches a majority.</summary>
[TestFixture]
[Property("Requirement", "M-16")]
public sealed class SentinelAnswerTests
{
    [TestCase("", null)]
    [TestCase("1 5 0 +", 1)]
    [TestCase("1 5 2 +", 1, Description = "one of three, not cut off")]
    [TestCase("1 5 2 -", null, Description = "one of three, cut off")]
    [TestCase("1 5 2 -,1 5 2 -", 1, Description = "two of three are the majority")]
    [TestCase("1 5 3 -,1 5 3 -", null, Description = "two of four are not")]
    [TestCase("1 5 2 +,2 6 2 +", 2, Description = "the newest promotion counts")]
    [TestCase("1 5 2 -,2 6 2 +,2 6 2 +", 2)]
    [TestCase("1 5 2 +,1 5 2 +,2 6 2 -", 2)]
    [TestCase("1 5 2 +,2 5 2 +", null, Description = "one promotion, two servers")]
    public void Decide_Answers_NameThePrimaryOrNothing(string answers, int? port)
    {
        SentinelAnswer[] said = [.. answers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

        Assert.That((SentinelAnswer.Decide(said) as IPEndPoint)?.Port, Is.EqualTo(port));
    }

    private static SentinelAnswer Read(string answer)
    {
        string[] words = answer.Split(' ');
        int[] numbers = [.. words[..3].Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
        return new(new IPEndPoint(IPAddress.Loopback, numbers[0]), numbers[1], numbers[2], words[3] == "+");
    }
}
