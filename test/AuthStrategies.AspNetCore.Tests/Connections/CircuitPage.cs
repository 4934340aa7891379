using Microsoft.AspNetCore.Components;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>Gives the root component its address.</summary>
[Route("/circuit")]
public sealed class CircuitPage : ComponentBase;
