global using PerfAnalyzers.Kernel;
global using Xunit;
